#!/usr/bin/env python3
"""The same SMTP lines to a real Postfix and to the lab's mta1 of the estate postfix-lab: the same replies, but for queue ids and
the banner. Needs root (Postfix's master does)."""
import labs
from labs import Lab
from postfix_tools import Postfix, cannot
from smtp_compare import compare_sessions, tries

HELLO = ["EHLO me.test"]
MAIL = ["EHLO me.test", "MAIL FROM:<s@peerok.test>"]
RCPT = MAIL + ["RCPT TO:<alice@isp.test>"]
BODY = "Subject: x\r\n\r\nx\r\n."


def senders(*addresses):
    return [word for address in addresses for word in (f"MAIL FROM:{address}", "RSET")]


SESSIONS = [
    ["HELO me.test", "NOOP", "NOOP x y", "HELP", "VRFY alice@isp.test", "VRFY", "VRFY a b", "QUIT"],
    ["helo me.test", "mail from:<s@peerok.test>", "rcpt to:<alice@isp.test>", "data", BODY, "quit"],
    *tries([], "", "HELO", "EHLO", "FOO", "FOO bar", "MAIL", "RCPT", "DATA", "RSET x", "EXPN x", "QUIT now"),
    *tries([], "AUTH PLAIN x", "STARTTLS", "LHLO x", "ETRN x.test", "ETRN", "TURN", "BURL x", "NO OP"),
    *tries(HELLO, "RCPT TO:<alice@isp.test>", "DATA", "BDAT 0 LAST", "EHLO again.test", "RSET", "NOOP"),
    *tries(HELLO, "EHLO [192.0.2.1]", "EHLO a_b", "EHLO -x", "HELO x..y", "HELO " + "a" * 300, "EHLO \\xe4"),
    *tries(HELLO, *senders("<>", "<s@peerok.test>", "s@peerok.test", " <s@peerok.test>", "<s>", "<\"a b\"@x.test>", "<s@[192.0.2.1]>",
                           "<s@[IPv6:2001:db8::1]>", "<s@[ipv6:::1]>", "<@r.test:s@x.test>", "<s@x.test> ", "<s@X.TEST>", "<a+b@x.test>")),
    *tries(HELLO, "MAIL FROM:", "MAIL FROM", "MAIL FROM:<", "MAIL FROM:<s@x.test", "MAIL TO:<s@x.test>", "MAIL FROM:<s@x.test>>",
           "MAIL FROM:<s@@x.test>", "MAIL FROM:<s@x..test>", "MAIL FROM:<s@-x.test>", "MAIL FROM:<.s@x.test>", "MAIL FROM:<s.@x.test>",
           "MAIL FROM:<s..t@x.test>", "MAIL FROM:<s@x.test.>", "MAIL FROM:<s t@x.test>", "MAIL FROM:<@x.test>", "MAIL FROM:<s@>", "MAIL FROM:<s@1.2.3.4>"),
    *tries(HELLO, *senders("<s@x.test> SIZE=100", "<s@x.test> SIZE=0", "<s@x.test> BODY=7BIT", "<s@x.test> BODY=8BITMIME",
                           "<s@x.test> RET=HDRS ENVID=a+2Bb", "<s@x.test> SMTPUTF8", "<s@x.test> AUTH=<>", "<s@x.test> size=5 body=7bit")),
    *tries(HELLO, "MAIL FROM:<s@x.test> SIZE=99999999", "MAIL FROM:<s@x.test> SIZE=x", "MAIL FROM:<s@x.test> SIZE=",
           "MAIL FROM:<s@x.test> SIZE=-5", "MAIL FROM:<s@x.test> BODY=BINARYMIME", "MAIL FROM:<s@x.test> FOO", "MAIL FROM:<s@x.test> FOO=BAR",
           "MAIL FROM:<s@x.test> RET=X", "MAIL FROM:<s@x.test> ENVID=a+zz", "MAIL FROM:<s@x.test> RET=FULL RET=HDRS",
           "MAIL FROM:<s@x.test> ENVID=a ENVID=b", "MAIL FROM:<s@x.test> NOTIFY=NEVER", "MAIL FROM:<s@x.test>SIZE=5"),
    *tries(MAIL, "MAIL FROM:<t@x.test>", "DATA", "RCPT TO:<x@peerok.test>", "RCPT TO:<alice@isp.test>", "RCPT TO:<ALICE@ISP.TEST>",
           "RCPT TO: <bob@isp.test>", "RCPT TO:bob@isp.test", "RCPT TO:<\"bob\"@isp.test>"),
    *tries(MAIL, "RCPT TO:", "RCPT TO:<>", "RCPT TO:<alice@isp.test", "RCPT FROM:<alice@isp.test>", "RCPT TO:<a@@isp.test>",
           "RCPT TO:<alice@isp.test> FOO=1", "RCPT TO:<alice@isp.test> SIZE=1", "RCPT TO:<alice@isp..test>",
           "RCPT TO:<.@isp.test>", "RCPT TO:<alice@isp.test.>", "RCPT TO:<x@[192.0.2.1]>", "RCPT TO:<@isp.test:x@peerok.test>"),
    *tries(MAIL, "RCPT TO:<alice@isp.test> NOTIFY=NEVER", "RCPT TO:<alice@isp.test> NOTIFY=SUCCESS,DELAY,FAILURE",
           "RCPT TO:<alice@isp.test> ORCPT=rfc822;a+2Bb@x.test", "RCPT TO:<alice@isp.test> notify=success orcpt=RFC822;x@y.test"),
    *tries(MAIL, "RCPT TO:<alice@isp.test> NOTIFY=", "RCPT TO:<alice@isp.test> NOTIFY=NEVER,SUCCESS", "RCPT TO:<alice@isp.test> NOTIFY=X",
           "RCPT TO:<alice@isp.test> ORCPT=x", "RCPT TO:<alice@isp.test> ORCPT=rfc822;", "RCPT TO:<alice@isp.test> ORCPT=rfc822;a+zz",
           "RCPT TO:<alice@isp.test> NOTIFY=NEVER NOTIFY=NEVER", "RCPT TO:<alice@isp.test> RET=FULL"),
    RCPT + ["DATA", BODY, "DATA", "MAIL FROM:<s@peerok.test>", "RCPT TO:<bob@isp.test>", "RSET", "DATA", "QUIT"],
    RCPT + ["DATA x", "MAIL FROM:<t@x.test>", "EHLO me.test", "RCPT TO:<alice@isp.test>"],
    RCPT + ["BDAT 4\r\nabcd", "RCPT TO:<bob@isp.test>", "DATA", "MAIL FROM:<t@x.test>", "NOOP", "BDAT 3 LAST\r\nefg", "NOOP"],
    RCPT + ["BDAT 0", "BDAT 0 LAST", "RSET", "MAIL FROM:<s@peerok.test>"],
    RCPT + ["BDAT x"], RCPT + ["BDAT"], RCPT + ["BDAT 4 FIRST"], HELLO + ["BDAT 2 LAST\r\nab", "NOOP", "RSET"],
    RCPT + ["DATA", "Subject: 8bit\r\n\r\n\xe4\xf6\r\n."], RCPT + ["DATA", "."], RCPT + ["DATA", "x" * 3000 + "\r\n."],
    RCPT + ["DATA", "a\n.\nb\r.\rc\r\n.\rd\n.\r\ne\r\n.\nf\r\n."],
    HELLO + ["NOOP\nNOOP"], HELLO + ["NO\0OP", "NOOP \0x"], HELLO + ["NOOP\rNOOP"], HELLO + ["  NOOP", "NOOP  ", "\tNOOP"],
    *tries(HELLO, "MAIL FROM:<\\xc3\\xa4@x.test>", "MAIL FROM:<\\xff@x.test> SMTPUTF8", "MAIL FROM:<s@\\xc3\\xa4.test>", "VRFY \\xc3\\xa4@isp.test",
           "VRFY \\xc3\\xa4@isp.test SMTPUTF8", "\\xe4"),
    *tries(HELLO, "MAIL FROM:<\\xc3\\xa4@x.test> SMTPUTF8", "RCPT TO:<\\xc3\\xb6@isp.test>"),
    *tries(MAIL, "RCPT TO:<\\xc3\\xb6@isp.test>", "MAIL FROM:<s@x.test> RET=HDRS\rFOO", "RCPT TO:<alice@isp.test>\rNOTIFY=X"),
    *tries(HELLO, "NOOP " + "x" * 1900, "VRFY " + "x" * 300 + "@isp.test", "MAIL FROM:<" + "a" * 64 + "@x.test>", "RSET",
           "MAIL FROM:<s@" + "a" * 63 + ".test>", "RSET", "MAIL FROM:<s@" + "a." * 100 + "test>"),
    ["GET / HTTP/1.0"], ["POST / HTTP/1.1"], ["CONNECT x:25 HTTP/1.0"], HELLO + ["Subject: x"], HELLO + ["From: a@b"],
    MAIL + ["AUTH PLAIN x", "STARTTLS", "ETRN isp.test", "VRFY alice@isp.test", "HELP", "NOOP"],
]


LONG = "VRFY " + "x" * 300 + "@isp.test"
# Where the RFCs and Postfix part, the lab follows the RFCs: HELP is answered; what stands before the @ has 64 octets at most; addresses
# beyond ASCII must be declared; and these are no addresses (Postfix takes any dots, drops an @ or a > too many, and a last dot).
KNOWN = ["HELP", "MAIL FROM:<s@x.test>>", "MAIL FROM:<s@@x.test>", "MAIL FROM:<s@x..test>", "MAIL FROM:<.s@x.test>", "MAIL FROM:<s.@x.test>",
         "MAIL FROM:<s..t@x.test>", "MAIL FROM:<s@x.test.>", "MAIL FROM:<s t@x.test>", "MAIL FROM:<@x.test>", "MAIL FROM:<s@>",
         "MAIL FROM:<\\xc3\\xa4@x.test>", "MAIL FROM:<s@\\xc3\\xa4.test>", "RCPT TO:<\\xc3\\xb6@isp.test>", LONG,
         "RCPT TO:<a@@isp.test>", "RCPT TO:<.@isp.test>", "RCPT TO:<alice@isp.test.>"]


def compare():
    if why := cannot():
        return why
    rules = '/topology/nodes/mta1/rules=[{"rule": "size", "limit": "10240000 B"}, {"rule": "relay", "domains": ["@isp"]}]'
    with Lab(arguments=["--topology", "postfix-lab", "--set", rules]) as lab, \
            Postfix("127.0.9.3", lab.used_offset + 27, myhostname="mta1.isp.test", relay_domains="isp.test, isp2.test, isp3.test",
                    mynetworks="192.0.2.1", smtpd_relay_restrictions="reject_unauth_destination", relay_transport="discard:",
                    default_transport="discard:", smtpd_tls_security_level="none") as postfix:
        compare_sessions(SESSIONS, KNOWN, (postfix.address, postfix.port), lab.at("mta1", "smtp"), 200)


labs.main(compare)
