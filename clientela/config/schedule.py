"""What happens by the clock, one line each, in words."""

import procrastinate

# task, how often (cron, with seconds last), what it does
SCHEDULE = (
    ("jobs.reap", "* * * * * */15", "every 15 seconds: free what a killed worker left"),
    ("post.sweep", "* * * * *", "every minute: send again what a dead worker left half-sent"),
    ("checkout.settle", "* * * * *", "every minute: finish orders whose placing was cut off"),
    ("orders.settle_refunds", "* * * * *", "every minute: finish refunds that were cut off"),
    ("config.watch", "* * * * *", "every minute: tell where work stands still"),
    ("orders.settle_invoices", "* * * * *", "every minute: finish invoices whose paying was cut off"),
    ("messaging.heed_complaints", "* * * * *", "every minute: end marketing to whoever called it spam"),
    ("post.collect_returned", "*/5 * * * *", "every five minutes: take note of mail that came back"),
    ("journal.seal", "*/5 * * * *", "every five minutes: seal the log"),
    ("insight.count_days", "* * * * *", "every minute: count the days on which something changed"),
    ("insight.check_addresses", "*/5 * * * *", "every five minutes: look for addresses that can't be right"),
    ("accounts.heed_paid", "* * * * *", "every minute: let accounts go whose orders were paid"),
    ("invitations.heed_accounts", "* * * * *", "every minute: close invitations that another door answered"),
    ("invitations.remind", "12 * * * *", "every hour: remind of invitations that nobody answered"),
    ("invitations.sweep", "33 * * * *", "every hour: remove invitations that were never sent"),
    ("gate.sweep", "17 * * * *", "every hour: remove counters that count for nothing"),
    ("accounts.sweep", "27 * * * *", "every hour: remove codes and links that are long over"),
    ("staff.sweep", "31 * * * *", "every hour: remove staff's links and sessions that are long over"),
    ("orders.sweep_pictures", "47 3 * * *", "every night: remove uploaded pictures that nothing shows"),
    ("store.sweep_brand_files", "52 3 * * *", "every night: remove logos and fonts that no look holds"),
    ("insight.count_persons", "47 * * * *", "every hour: count who ordered in each period"),
    ("privacy.empty_bin", "41 * * * *", "every hour: destroy the data of customers whose 30 days are over"),
    ("segments.heed_orders", "* * * * *", "every minute: set how those stand who ordered"),
    ("segments.reckon", "23 2 * * *", "every night: draw the borders between customers anew"),
    ("segments.sweep", "57 3 * * *", "every night: remove selections whose work is long done"),
    ("exchange.sweep", "43 * * * *", "every hour: remove files of customers whose time is over"),
    ("config.tidy_queue", "37 * * * *", "every hour: remove finished tasks older than a week"),
)


def register(app: procrastinate.App) -> None:
    """Give the queue its schedule."""
    for task, cron, _words in SCHEDULE:
        app.periodic_registry.register_task(
            task=app.tasks[task], cron=cron, periodic_id="", configure_kwargs={"queueing_lock": task}
        )
