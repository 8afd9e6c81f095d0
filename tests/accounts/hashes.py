"""Password hashes that others published, and those that other programs' own code makes."""

import base64

# password, hash, family. Where they come from:
PUBLISHED = (
    # phpass: Hashcat's example and phpBB's.
    ("test12345", "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0", "phpass"),
    ("test1", "$H$9aaaaaSXBjgypwqm.JsMssPLiS8YQ00", "phpass"),
    # WordPress 6.8: Hashcat's test.
    ("hashpwn", "$wp$2y$10$607XKVrBjPEqujeOXNwbYuOJ.gPMd2TelMMknmeV70Kap1E81Ovo6", "wordpress"),
    # Magento's own tests of its encryptor, and of its Argon2id with figures in the tag.
    ("password", "67a1e09bb1f83f5007dc119c14d663aa:salt:0", "magento"),
    ("password", "13601bda4ea78e55a07b98866d2be6be0744e3866f13c00c811cab608a28f322:salt:1", "magento"),
    ("password", "4c5cab8dd00137d11258f8f87b93fd17bd94c5026fc52d3c5af911dd177a2611:random_salt:1", "magento"),
    (
        "Password@",
        "ab5ebf8d273b085b6a60336198e0a5a2090fdc3e0606a678315c7274ab06e046"
        ":5PiKJRn28bBKoFMopMaaKuV47aJ6GzVg:3_32_2_67108864",
        "magento",
    ),
    # bcrypt: Openwall's test vectors; the second with more than the 72 bytes that count.
    ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "bcrypt"),
    (
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        "bcrypt",
    ),
    # Argon2: the tests of its reference implementation, version 1.3 and the first.
    (
        "password",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "argon2",
    ),
    (
        "password",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
        "argon2",
    ),
    # RFC 1321 and FIPS 180.
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0", "md5"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256"),
    # Django's own tests.
    ("lètmein", "pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=", "django"),
    ("lètmein", "md5$seasalt$3f86d0d3d465b7b458c231bf3555c0e3", "django"),
    # RFC 6070 and RFC 7914, in the form in which Django stores them.
    ("password", "pbkdf2_sha1$4096$salt$SwB5AbdlSJq+rUnZJvch0GWkKcE=", "django"),
    (
        "pleaseletmein",
        "scrypt$16384$SodiumChloride$8$1$"
        + base64.b64encode(
            bytes.fromhex(
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            )
        ).decode(),
        "django",
    ),
)
