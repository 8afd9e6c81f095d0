"""Reports as mail servers write them when mail comes back, or is called spam."""

POSTFIX = """\
Return-Path: <>
Date: Sun, 22 Nov 2026 08:12:31 +0100 (CET)
From: MAILER-DAEMON@mx.holm.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@holm.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="9C2A41E0A5.1763795551/mx.holm.example"
Message-Id: <20261122071231.B7F2B1E0A6@mx.holm.example>

This is a MIME-encapsulated message.

--9C2A41E0A5.1763795551/mx.holm.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.holm.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ann.berg@example.com>: host mx.example.com[192.0.2.25] said: 550 5.1.1
    <ann.berg@example.com>: Recipient address rejected: User unknown (in reply
    to RCPT TO command)

--9C2A41E0A5.1763795551/mx.holm.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.holm.example
X-Postfix-Queue-ID: 9C2A41E0A5
X-Postfix-Sender: rfc822; bounces@holm.example
Arrival-Date: Sun, 22 Nov 2026 08:12:30 +0100 (CET)

Final-Recipient: rfc822; ann.berg@example.com
Original-Recipient: rfc822;ann.berg@example.com
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; {words}

--9C2A41E0A5.1763795551/mx.holm.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Received: from shop.holm.example (localhost [127.0.0.1])
\tby mx.holm.example (Postfix) with ESMTP id 9C2A41E0A5
Message-ID: {message_id}
From: Holm & Hearth <post@holm.example>
To: ann.berg@example.com
Subject: Your order
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

Hello Ann

--9C2A41E0A5.1763795551/mx.holm.example--
"""
EXCHANGE = """\
From: <postmaster@contoso.example>
To: <bounces@holm.example>
Date: Sun, 22 Nov 2026 07:20:01 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="fcb5ff5f-1e2c-4b13-9c64-6a9dd8ab5d73"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <7a1c@AM0PR01MB.eurprd01.prod.exchangelabs.example>
In-Reply-To: {message_id}
References: {message_id}
Subject: Undeliverable: Your order
Auto-Submitted: auto-replied
MIME-Version: 1.0

--fcb5ff5f-1e2c-4b13-9c64-6a9dd8ab5d73
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="22b5a6f4-alt"

--22b5a6f4-alt
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:
ann.berg@example.com
The email address you entered couldn't be found.

--22b5a6f4-alt
Content-Type: text/html; charset="us-ascii"

<html><body><p>Delivery has failed to these recipients or groups:</p></body></html>

--22b5a6f4-alt--

--fcb5ff5f-1e2c-4b13-9c64-6a9dd8ab5d73
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB.eurprd01.prod.exchangelabs.example
Received-From-MTA: dns;mx.holm.example
Arrival-Date: Sun, 22 Nov 2026 07:19:58 +0000

Final-Recipient: rfc822;ann.berg@example.com
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP
 address lookup

--fcb5ff5f-1e2c-4b13-9c64-6a9dd8ab5d73
Content-Type: message/rfc822

Received: from mx.holm.example (203.0.113.5) by AM0PR01MB.example
From: Holm & Hearth <post@holm.example>
To: <ann.berg@example.com>
Subject: Your order
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/html; charset="utf-8"

<p>Hello Ann</p>

--fcb5ff5f-1e2c-4b13-9c64-6a9dd8ab5d73--
"""
GMAIL = """\
Delivered-To: bounces@holm.example
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: bounces@holm.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {message_id}
In-Reply-To: {message_id}
X-Failed-Recipients: ann.berg@gmail.example
Message-ID: <6740.050a0220.1d7c.GMR@mx.google.com>
Date: Sat, 21 Nov 2026 23:12:33 -0800 (PST)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="00000000000041b0a6062776b0aa"; report-type=delivery-status

--00000000000041b0a6062776b0aa
Content-Type: multipart/related; boundary="00000000000041b55c062776b0ac"

--00000000000041b55c062776b0ac
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to ann.berg@gmail.example because the address
couldn't be found, or is unable to receive mail.

--00000000000041b55c062776b0ac--

--00000000000041b0a6062776b0aa
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Received-From-MTA: dns; post@holm.example
Arrival-Date: Sat, 21 Nov 2026 23:12:33 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; ann.berg@gmail.example
Action: failed
Status: 5.1.1
Remote-MTA: dns; gmail-smtp-in.l.google.com. (142.250.147.26, the server for the domain gmail.example.)
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
 550-5.1.1 double-checking the recipient's email address for typos or unnecessary spaces.
 550 5.1.1 For more information, go to https://support.google.com/mail/?p=NoSuchUser
Last-Attempt-Date: Sat, 21 Nov 2026 23:12:33 -0800 (PST)

--00000000000041b0a6062776b0aa
Content-Type: text/rfc822-headers

From: Holm & Hearth <post@holm.example>
To: ann.berg@gmail.example
Subject: Your order
Message-ID: {message_id}

--00000000000041b0a6062776b0aa--
"""
COMPLAINT = """\
From: <abusedesk@example.com>
Date: Sun, 22 Nov 2026 09:00:00 +0000
Subject: FW: Your order
To: <bounces@holm.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP
203.0.113.5 on Sun, 22 Nov 2026 08:50:00 +0000.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: Holm & Hearth <post@holm.example>
To: <undisclosed@example.com>
Subject: Your order
MIME-Version: 1.0
Content-type: text/plain
Message-ID: {message_id}

Hello Ann
--part1_13d.2e68ed54_boundary--
"""
HOLIDAY = """\
From: Ann Berg <ann.berg@example.com>
To: bounces@holm.example
Subject: Away until Monday
Message-ID: <77@example.com>
In-Reply-To: {message_id}
Content-Type: text/plain

I am away.
"""


def postfix(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", words: str = "550 5.1.1 User unknown"
) -> str:
    """What Postfix writes."""
    return POSTFIX.format(message_id=message_id, action=action, status=status, words=words)
