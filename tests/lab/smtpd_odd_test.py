#!/usr/bin/env python3
"""SMTP that is seldom seen, said to a real Postfix and to the lab's mta1 of the estate postfix-lab: chunks, routes in
addresses, parameters, line ends, sizes, hops, errors, pipelines. Needs root (Postfix's master does)."""
import labs
from labs import Lab
from postfix_tools import Postfix, cannot
from smtp_compare import compare_sessions, tries

HELLO = ["EHLO me.test"]
MAIL = HELLO + ["MAIL FROM:<s@peerok.test>"]
RCPT = MAIL + ["RCPT TO:<alice@isp.test>"]
BODY = "Subject: x\r\n\r\nx\r\n."
HOP = "Received: from x by y; Thu, 1 Jan 1970 00:00:00 +0000\r\n"


def chunk(size, octets, last=""):
    return f"BDAT {size}{last}\r\n{octets}", 1


def rcpts(*addresses, then=""):
    return tries(MAIL, *(f"RCPT TO:{address}{then}" for address in addresses))


def mails(*parameters):
    return tries(HELLO, *(line for parameter in parameters for line in (f"MAIL FROM:<s@peerok.test> {parameter}", "RSET")))


END = chunk(3, "abc", " LAST")
CHUNKS = [
    RCPT + [("BDAT 5\r\nab\r\ncRSET\r\n", 2), "NOOP"], RCPT + [("BDAT 3\r\nabcBDAT 4 LAST\r\nde\r\nNOOP\r\n", 3)],
    RCPT + [("bdat 3 last\r\nabc", 1)], RCPT + [("BDAT 0003 LAST\r\nabc", 1)], RCPT + [("BDAT  3  LAST \r\nabc", 1)],
    *(RCPT + [f"BDAT {words}"] for words in ("-1 LAST", "99999999999999999999 LAST", "3 LAST x", "3x LAST", "+3", "0x3")),
    RCPT + [chunk(20000000, "x" * 20000000, " LAST"), "NOOP"],
    RCPT + [chunk(6000000, "x" * 6000000), chunk(6000000, "x" * 6000000), END, "NOOP", "RSET", "MAIL FROM:<s@peerok.test>"],
    RCPT + [chunk(3, "abc"), "RSET", "MAIL FROM:<s@peerok.test>", "RCPT TO:<alice@isp.test>", "DATA", BODY],
    RCPT + [chunk(3, "abc"), "EHLO me.test", "RCPT TO:<alice@isp.test>"], RCPT + [chunk(3, "abc"), "HELO me.test", "MAIL FROM:<s@x.test>"],
    RCPT + [chunk(3, "abc"), "VRFY alice@isp.test", "FOO", chunk(0, "", " LAST")], RCPT + [chunk(0, "", " LAST")],
    RCPT + [chunk(1, "\r"), chunk(1, "\n"), chunk(1, "."), chunk(2, "\r\n", " LAST")], RCPT + [chunk(7, "a\nb\n.\r\n", " LAST")],
    MAIL + [chunk(3, "abc"), "RCPT TO:<alice@isp.test>", "MAIL FROM:<s@x.test>", "DATA", END, "MAIL FROM:<s@x.test>"],
    MAIL + ["RCPT TO:<x@peerok.test>", chunk(3, "abc"), chunk(3, "abc"), END, "RCPT TO:<alice@isp.test>"],
    [END, "HELO me.test", chunk(3, "abc"), "MAIL FROM:<s@x.test>", "RCPT TO:<alice@isp.test>"],
    ["HELO me.test", "MAIL FROM:<s@peerok.test> SIZE=10", "RCPT TO:<alice@isp.test> NOTIFY=NEVER", END],
    RCPT + [chunk(10240001, "x" * 10240001), "RCPT TO:<bob@isp.test>", "MAIL FROM:<s@x.test>", chunk(3, "abc"), "RSET"],
]
ADDRESSES = [
    *rcpts("<user%peerok.test@isp.test>", "<peerok.test!x@isp.test>", "<@mta1.isp.test:alice@isp.test>", "<@a.test,@b.test:alice@isp.test>",
           "<@isp.test:x%peerok.test@isp.test>", "<alice@[10.77.1.1]>", "<alice@[IPv6:::1]>", "<alice@[999.1.1.1]>", "<alice@[x]>",
           "<alice@10.77.1.1>", "<alice@#3244>", "<isp.test!alice>", "<alice%isp.test>", "<postmaster>", "<Postmaster>", "<\"postmaster\">",
           "postmaster", "<postmaster@>", "<alice@ISP.test>", "<alice@isp.test>x", "<alice@isp.test> x", "Alice <alice@isp.test>",
           "<alice@isp.test>,<bob@isp.test>", "<alice@isp.test,bob@isp.test>", "<alice@isp.test> <bob@isp.test>", "<\"al\\ ice\"@isp.test>",
           "<\"a\\\"b\"@isp.test>", "<\"\"@isp.test>", "<\"a\"b@isp.test>", "<-alice@isp.test>", "<alice/x@isp.test>", "<alice+x@isp.test>",
           "<|alice@isp.test>", "<alice@isp_test.test>", "<alice@isp.test:25>", "<alice;x@isp.test>"),
    *tries(HELLO, "MAIL FROM:<-s@peerok.test>", "MAIL FROM:<s%x@peerok.test>", "RSET", "MAIL FROM:<!s@peerok.test>", "RSET",
           "MAIL FROM:<peerok.test!s>", "RSET", "MAIL FROM:<s@nodomain>", "RSET", "MAIL FROM:<s@127.0.0.1>", "MAIL FROM:<s@[127.0.0.1]>"),
    *tries(HELLO, "VRFY alice@isp.test SMTPUTF8", "VRFY alice@isp.test FOO", "VRFY <alice@isp.test>", "VRFY x@peerok.test", "VRFY postmaster",
           "VRFY \"alice\"@isp.test", "VRFY <>", "VRFY -x@isp.test", "ETRN [1.2.3.4]", "XCLIENT NAME=x", "XFORWARD NAME=x", "EXPN staff"),
]
PARAMETERS = [
    *mails("SIZE=10240000", "SIZE=10240001", "SIZE=99999999999999999999999", "SIZE=1 SIZE=2", "BODY=8BITMIME BODY=7BIT", "BODY=",
           "AUTH=s@x.test", "AUTH=", "AUTH=a+zz", "AUTH=<> AUTH=<>", "SMTPUTF8=1", "RET=", "ENVID=", "ret=full envid=QQ314159",
           "ENVID=" + "a" * 100, "ENVID=" + "a" * 101, "ENVID=a=b", "MT-PRIORITY=3", "REQUIRETLS", "BY=120;R", "=", "=x"),
    *rcpts(*("<alice@isp.test> " + words for words in (
        "NOTIFY=SUCCESS,SUCCESS", "NOTIFY=SUCCESS, DELAY", "NOTIFY=,", "NOTIFY=SUCCESS,", "NOTIFY=,DELAY", "NOTIFY",
        "ORCPT=rfc822;alice@isp.test ORCPT=rfc822;bob@isp.test", "ORCPT=;x", "ORCPT=utf-8;x", "ORCPT=x400;/S=x/", "ORCPT=rfc822;a=b@x",
        "ORCPT=rfc822;" + "a" * 600, "ORCPT", "RRVS=2014-04-03T23:01:00Z", "NOTIFY=FAILURE ORCPT=rfc822;bob@isp.test"))),
]
CONTENT = [
    *(RCPT + [(f"DATA\r\n{line}\r\n.\r\n", 2), "NOOP"] for line in ("", "..", ". ")),
    RCPT + [("DATA\r\nx\r\n.\r\n.\r\n", 3)],
    RCPT + [("DATA\r\n" + "y" * 2100 + "\r\n.\r\n", 2), "NOOP"], RCPT + [("DATA\r\n" + "Y: z" * 40000 + "\r\n\r\n.\r\n", 2), "NOOP"],
    RCPT + [("DATA\r\n" + ("z" * 998 + "\r\n") * 10300 + ".\r\n", 2), "NOOP", "MAIL FROM:<s@peerok.test>"],
    *(RCPT + [("DATA\r\n" + HOP * hops + "\r\n.\r\n", 2)] for hops in (48, 49, 50)),
]
ORDER = [
    ["MAIL FROM:<s@peerok.test>", "RCPT TO:<alice@isp.test>", "DATA", BODY], RCPT + ["EHLO me.test", "DATA"], RCPT + ["RSET", "RSET", "DATA"],
    RCPT + ["STARTTLS", "VRFY bob@isp.test", "EXPN x", "DATA", BODY, "DATA"], ["EHLO " + "a" * 2100, "NOOP"], ["FOO" + "a" * 5000, "NOOP"],
    ["NOOP " + "a" * 2040, "NOOP"], HELLO + ["MAIL FROM:<" + "a" * 3000 + "@x.test>", "NOOP"],
    HELLO + ["FOO"] * 8 + ["MAIL FROM:<s@peerok.test>", "RCPT TO:<alice@isp.test>", "DATA", BODY] + ["FOO"] * 3, HELLO + ["FOO"] * 22,
    [("EHLO me.test\r\nMAIL FROM:<s@peerok.test>\r\nRCPT TO:<alice@isp.test>\r\nRCPT TO:<x@peerok.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n", 7)],
    [("HELO me.test\r\nMAIL FROM:<s@peerok.test>\r\nRCPT TO:<x@peerok.test>\r\nDATA\r\nNOOP\r\n", 5)],
    *tries(HELLO, "AUTH x y z", "STARTTLS x", "XVERP", "SEND FROM:<a@b>", "SOML FROM:<a@b>", "EHLO\tme.test", "MAIL\tFROM:<s@peerok.test>",
           "RCPT\tTO:<alice@isp.test>", "RSET\t"),
]


def compare():
    if why := cannot():
        return why
    rules = ('/topology/nodes/mta1/rules=[{"rule": "size", "limit": "10240000 B"}, {"rule": "relay", "domains": ["@isp"]}, '
             '{"rule": "hop_limit"}]')
    with Lab(arguments=["--topology", "postfix-lab", "--set", rules]) as lab, \
            Postfix("127.0.9.4", lab.used_offset + 27, myhostname="mta1.isp.test", relay_domains="isp.test, isp2.test, isp3.test",
                    mynetworks="192.0.2.1", smtpd_relay_restrictions="reject_unauth_destination", relay_transport="discard:",
                    default_transport="discard:", smtpd_tls_security_level="none") as postfix:
        compare_sessions(CHUNKS + ADDRESSES + PARAMETERS + CONTENT + ORDER, [], (postfix.address, postfix.port),
                         lab.at("mta1", "smtp"), 400)


labs.main(compare)
