One message on paper: the whole text on the smallest estate, outcome and way for what the documents describe.

$ mailsim path --topology single-server --from ann@small.example --to friend@far.example
Delivered into the mailbox of friend@far.example on far.

from     ann@small.example, outlook
to       friend@far.example, 15 KB
route    server -> far
reply    250 2.0.0 Ok
decided  far, rule mailbox, stands at /nodes/1 of single-server

server  mail-server, mail.small.example [192.0.2.1]
  A  where does outlook of ann@small.example send?
       mail.small.example port 587 (submission, with STARTTLS)
       client_settings; port 587, STARTTLS
  B  did the sender sign in?  yes
       authentication at /nodes/0/rules/0
  B  is the message within the size limit?  yes
       size at /nodes/0/rules/1
  B  may this client send to this recipient here?  yes
       relay at /nodes/0/rules/2
  C  is it an internal mailbox?  no: by the MX records of its domain
       transport at /nodes/0/transports/1
  E  MX of far.example?  10 mx.far.example [198.51.100.1]
       mx at /nodes/0/transports/1
  F  send to far on port 25?  connected, with STARTTLS
       transport at /nodes/0/transports/1; port 25, STARTTLS

far  peer, mx.far.example [198.51.100.1]
  G  may 192.0.2.1 send for small.example (SPF)?  not checked
       spf
  I  is the recipient a valid mailbox?  yes
       recipient_known at /nodes/1/rules/0
  F  where does it go from here?  into the mailbox here
       transport at /nodes/1/transports/0
  J  put into the mailbox?  yes, the mailbox of friend@far.example
       mailbox at /nodes/1
$ mailsim path --topology single-server --from friend@far.example --to nobody@small.example | head -8
Rejected at server: no server took the message over.

from     friend@far.example, peer
to       nobody@small.example, 15 KB
reply    550 5.1.1 <nobody@small.example>: Recipient address rejected: User
         unknown in local recipient table
decided  server, rule recipient_known, stands at /nodes/0/rules/3 of
         single-server
$ mailsim path --from ali@acme.example --to friend@gmail.com | grep -E "^(Delivered|route)"
Delivered into the mailbox of friend@gmail.com on gmail.
route    be2 -> fe -> smtp1 -> gmail
$ mailsim path --from friend@gmail.com --to omar@zenith.example | grep -E "^(Delivered|route)"
Delivered into the mailbox of omar@zenith.example on be5.
route    mta1 -> fe -> be5
$ mailsim path --from friend@gmail.com --to full@acme.example | grep -E "^(Bounced|route|reply)"
Bounced by be2: fe sends friend@gmail.com a notification.
route    fe
reply    552 5.2.2 <full@acme.example> Quota exceeded (mailbox for user is full)
$ mailsim path --from blocked@acme.example --to sana@acme.example | head -1
Rejected at be2: no server took the message over.
$ mailsim path --from friend@gmail.com --to ali@acme.example --scenario be2-outage --at "13 h" | head -1
Deferred at fe: it waits there and is tried again.
$ mailsim path --from ali@acme.example --to no-address
[exit 2]
$ mailsim path --all | grep -c "  ok  "
44
$ mailsim path --all | tail -1
44 of 44 flows of nayatel are as expected
$ mailsim path --all --topology single-server
out-hosting
  ok  out: ann@small.example to friend@far.example, outlook, delivered
      server -> far
in-hosting
  ok  in: friend@far.example to ann@small.example, peer, delivered
      server
same-domain
  ok  same-domain: bob@small.example to ann@small.example, outlook-pop3,
      delivered
      server

3 of 3 flows of single-server are as expected
$ mailsim path --all --topology postfix-lab
in-antispam
  ok  01-plain-delivery: s@peerok.test to alice@isp.test, peer, delivered
      mta1 -> fe1 -> be1
  ok  09-unknown-user: s@peerok.test to nosuch@isp.test, peer, bounced
      mta1
  ok  09-unknown-at-backend: s@peerok.test to nosuch@isp2.test, peer, bounced
      mta1 -> fe1
  ok  10-over-quota: s@peerok.test to full@isp.test, peer, bounced
      mta1 -> fe1 -> be1
  ok  10-over-quota-for-now: s@peerok.test to fulltemp@isp.test, peer, deferred
      mta1 -> fe1 -> be2
out-nmail
  ok  02-second-mx: alice@isp.test to x@pref.test, outlook, delivered
      sub -> gw1 -> dead -> live
  ok  04-no-mx: alice@isp.test to x@nomx.test, outlook, delivered
      sub -> gw1 -> nomx
  ok  13-sending-blocked: blocked@isp.test to x@peerok.test, outlook, rejected
      (no node took it)
same-domain
  ok  same-domain: alice@isp.test to carol@isp.test, outlook, delivered
      sub -> gw1 -> mta1 -> fe1 -> be1

9 of 9 flows of postfix-lab are as expected
$ mailsim diff nayatel nayatel
0 of 21238 kinds of message differ
