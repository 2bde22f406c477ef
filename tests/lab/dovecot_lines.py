"""IMAP commands that are seldom seen, and the messages that they are about, for dovecot_test."""
MESSAGES = [text.replace("\n", "\r\n") for text in (
    'From: "Q, U" <q@x.test>\nTo: undisclosed-recipients:;\nCc: A <a@x.test>, group: b@x.test, "C" <c@x.test>;\nBcc: z@z.test\n'
    "Subject: =?iso-8859-1?q?=E4=F6?=\n =?utf-8?b?w7w=?=\nDate: 1 Jan 2020 10:00:00 -0800 (PST)\nIn-Reply-To: <a@b>\n\nplain body\nneedle\n",
    'From: multi@x.test\nSubject: alt\nDate: Sat, 02 Feb 2019 23:59:59 +0000\nContent-Type: multipart/alternative; boundary="=_a b"\n\n'
    '--=_a b\nContent-Type: text/plain; charset="utf-8"; format=flowed\nContent-Transfer-Encoding: quoted-printable\n'
    "Content-Language: en, de\nContent-Location: http://x/y\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-ID: <id1@x>\n"
    "Content-Description: =?utf-8?q?d=C3=A4?=\nContent-Disposition: inline; filename*=utf-8''%c3%a4.txt; size=12\n\nhej p=C3=A5 dig=\n x\n"
    "--=_a b\nContent-Type: multipart/related; boundary=rel\n\n--rel\nContent-Type: text/html\n\n<p>html</p>\n--rel\nContent-Type: image/png\n"
    "Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--rel--\nepilogue\n--=_a b--\n",
    "From: fwd@x.test\nSubject: forwarded\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nsee below\n--o\nContent-Type: message/rfc822\n"
    "Content-Disposition: attachment\n\nFrom: in@x.test\nSubject: inside\nContent-Type: multipart/mixed; boundary=i\n\n--i\n"
    "Content-Type: text/plain\n\none\n--i\nContent-Type: text/csv; name=a.csv\n\n1,2\n--i--\n\n--o\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; y\n\n--o--\ntrailer\n",
    "Subject: no from\nX-Long: aaaaaaaaaaaaaaaaaaaa\n bbbbbbbbbbbbbbbbb\n\tcccccc\nX-Empty:\nx-lower: v\n\n",
    'From: broken\nTo: a@\nCc: <@r1,@r2:u@v>, "un\\"q" <x@y>, (comment) z@z (more), <>, junk junk\nSender: =?utf-8?q?S?= <s@s>\n'
    "Reply-To: r@r\nSubject: [list] Re: Fwd: x (fwd)\nDate: garbage\n\nbody without end",
    "Content-Type: multipart/mixed\nSubject: no boundary\n\n--x\n\na\n--x--\n",
    "Content-Type: multipart/mixed; boundary=e\nSubject: empty parts\n\n--e\n\n--e\n--e\nContent-Type: text/plain\n--e--\n",
)]
STRUCTURES = [f"FETCH {number} {item}" for number in range(1, len(MESSAGES) + 1) for item in (
    "ENVELOPE", "BODYSTRUCTURE", "BODY", "BODY.PEEK[HEADER]", "BODY.PEEK[1]", "BODY.PEEK[2.MIME]", "BODY.PEEK[2.1]", "BODY.PEEK[2.HEADER]",
    "BODY.PEEK[2.TEXT]", "BODY.PEEK[2.1.MIME]", "BODY.PEEK[3]", "BODY.PEEK[HEADER.FIELDS.NOT (Subject From To Date)]")]
FETCHES = ["FETCH 2 " + items for items in (
    "(BODY.PEEK[1]<0.5> BODY.PEEK[1]<100.5> BODY.PEEK[]<5.0>)", "BODY.PEEK[]<0.>", "BODY.PEEK[1]<5>", "BODY[1]<2.3>", "(UID UID FLAGS FLAGS)",
    "()", "(", "BODY[", "BODY[]]", "BODY[HEADER.FIELDS ()]", "BODY[HEADER.FIELDS]", "BODYX", "NOSUCH",
    'BODY.PEEK[HEADER.FIELDS ("Subject" {4+}\r\nFrom)]', "(flags body.peek[header.fields (subject)])")]
SETS = ["FETCH 2  UID", "FETCH 2 (UID  FLAGS)", "FETCH 2 UID ", "NOOP", "FETCH 3:1 UID", "FETCH *:3 UID", "FETCH 99:* UID", "FETCH 1,3,1 UID",
        "FETCH 1, UID", "FETCH ,1 UID", "FETCH 0 UID", "NOOP", "UID FETCH 99:* FLAGS", "UID FETCH * (FLAGS UID)"]
SEARCHES = ["SEARCH " + keys for keys in (
    "SEEN  FLAGGED", "KEYWORD $a", "HEADER X-Long bbbb", 'HEADER X-Empty ""', "HEADER Subject", "CC group", "TEXT inside", "NOOP",
    "SENTON 2-Feb-2019", "ON 1-Foo-2020", "LARGER x", "SMALLER", "LARGER 99999999999", "UID x", "ALL", "NOT NOT SEEN", "OR SEEN",
    "OR (SEEN FLAGGED) DELETED", "()", "(SEEN", "ALL", "CHARSET X-NONE SUBJECT x", "CHARSET UTF-8 SUBJECT {4+}\r\n\xc3\xa4\xc3\xb6",
    'BODY "needle"', "CHARSET UTF-8")]
STORES = ["STORE 2 +FLAGS (\\Answered)", "STORE 2 +FLAGS \\Answered", "STORE 2 FLAGS ()", "STORE 2 FLAGS", "STORE 2 FLAGS (\\Recent)",
          "STORE 2", "NOOP", "STORE 2 FLAGS.SILENT (\\seen \\FLAGGED)", "FETCH 2 FLAGS", "UID STORE 2 +FLAGS (\\Draft)",
          "COPY 2,1 Trash", "UID COPY 3:1 Trash", "UID COPY 99 Trash", 'COPY 1 ""', "COPY 1 &bad", "UID EXPUNGE", "UID EXPUNGE x",
          "STORE 1,2 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 2", "EXPUNGE", "UNSELECT", 'SELECT ""', "SELECT {3+}\r\nBox", "CLOSE"]
NAMES = ["CREATE", 'CREATE ""', "CREATE INBOX", "CREATE .a", "CREATE a..b", 'CREATE "a/b"', "CREATE &AOQ-", "CREATE &bad", "CREATE ~x", "CREATE " + "x" * 300,
         'DELETE ""', "DELETE Trash", "CREATE Trash", 'LIST "" Trash', "RENAME Box Trash", "RENAME Box Box", "RENAME Box Box.in", "RENAME Trash Old",
         'LIST "" Old', "RENAME Old Trash", 'LIST "" Trash', "SUBSCRIBE", 'LSUB "" Tr%', "LIST", 'LIST ""', "NOOP", "STATUS INBOX ()",
         "STATUS INBOX MESSAGES", 'STATUS "" (MESSAGES)', "STATUS Trash (MESSAGES MESSAGES)", "ID NIL", 'ID ("name" "x")', "ID", "* NOOP"]
COMMANDS = ["CREATE Box", 'APPEND Box (\\Seen $a) "01-Jan-2020 10:00:00 +0100" {}', "SELECT Box", *STRUCTURES, *FETCHES, *SETS, *SEARCHES, *STORES,
            *NAMES[:-1]]
