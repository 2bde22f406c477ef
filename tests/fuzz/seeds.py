"""The seed corpus of each fuzz target: talks, shipped zone files, and the few inputs below. seeds(target) gives octets."""
import pathlib
import re
import struct

TREE = pathlib.Path(__file__).resolve().parent.parent.parent
TALKS = TREE / "tests" / "talks"
MIME = ("From: a@b\nSubject: =?utf-8?Q?caf=C3=A9?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\n"
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nA=E9=\n\n--b\n"
        "Content-Type: application/x; name*0*=utf-8''a%20; name*1=b\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n")
ZONE = '$ORIGIN a.test.\n$TTL 60\n@ SOA ns h 1 2 3 4 60\n@ NS ns\n@ MX 10 m\n@ TXT "v"\nm A 192.0.2.1\nw CNAME m\n'
INNER = "Content-Type: message/rfc822\n\nSubject: in\nReceived: by a; Mon, 23 Nov 2026 07:42:08 +0000\n\nx\n"
SESSION = "220 x\r\n250-x\r\n250-PIPELINING\r\n250 SIZE\r\n250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n221 bye\r\n"
ESCAPES = {"r": b"\r", "n": b"\n", "0": b"\0", "t": b"\t", "\\": b"\\"}


def unescape(octets):
    return re.sub(rb"\\(x[0-9a-fA-F]{2}|[rnt0\\])",
                  lambda m: bytes.fromhex(m[1][1:].decode()) if len(m[1]) == 3 else ESCAPES[m[1].decode()], octets)


def said(text, who):
    """What one end says in a talk, as on the wire."""
    out = b""
    for line in text.splitlines():
        found = re.match(rf"([{who}])\d?: ?(.*)", line)
        if found:
            words = found[2].encode("latin-1", "replace")
            out += unescape(words) + (b"" if found[1] == "R" or words.endswith(b"\\") else b"\r\n")
    return out


def talks(room, who):
    """Each talk of a room; a file may hold several."""
    for path in sorted((TALKS / room).glob("*.talk")):
        for talk in re.split(r"(?m)^talk .*$", path.read_text(errors="replace")):
            octets = said(talk, who)
            if octets:
                yield octets


def query(name, kind, edns=b""):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", 7, 0x100, 1, 0, 0, 1 if edns else 0) + labels + b"\0" + struct.pack(">2H", kind, 1) + edns


SMALL = {
    "address_fuzz": [b"user7@a.test", b'"a b"@x.test', b"@r.test,@s.test:a@x.test", b"a@[192.0.2.1]", b"a@[IPv6:2001:db8::1]",
                     b"=?utf-8?Q?caf=C3=A9?= =?iso-8859-1?B?6Q==?=", b"postmaster", "ä@ö.test".encode(), b"A=E9=\r\n=20"],
    "dns_packet_fuzz": [query("mail.a.test", 1), query("a.test", 15), query("x.w.a.test", 16), query("nobody.a.test", 28),
                        query("a.test", 255, b"\0\0\x29\x05\xc8\0\0\0\0\0\0"), query("example.org", 6)],
    "json_fuzz": [b'{"a": [1, 2.5, "x\\u00e9", null, true], "b": {}}', b"[1, 2, 3]"],
    "mime_fuzz": [MIME.replace("\n", "\r\n").encode(), INNER.encode(), b"Subject: x\r\n\r\nx\r\n"],
    "quantity_fuzz": [b"1.5 s", b"300 ms", b"2h 30min", b"10 MB", b"64 KiB", b"1 Gbit/s", b"12.5 %", b"192.0.2.0/24", b"::1",
                      b"2001:db8::/32", b"::ffff:192.0.2.1"],
    "smtp_auth_fuzz": [b"\x02AGFubmEAc2VjcmV0\n", b"\x02AGEAYg==\n", b"\x00\nAGEAYg==\n", b"\x01YW5uYQ==\nc2VjcmV0\n", b"\x03YQ==\nYg==\n", b"\x01*\n"],
    "smtp_content_fuzz": [b"a\r\n..b\r\n.\r\n", b"a\n.\nb\r.\rc\r\n.\r\n", b".\r\n", b"x\r\n.\nMAIL FROM:<>\r\n.\r\nRSET\r\n"],
    "trace_fuzz": [b"t,from,to,size\n0,a@b.test,c@d.test,10 KB\n# later\n1.5,<>,c@d.test;e@f.test,2048\n", b"3e2, x@y.test ,u@v.test,0\n"],
    "spf_record_fuzz": [b"a:nobody.a.test ~all", b"mx -all", b"ip4:192.0.2.0/24 ?all", b"include:x.s.a.test -all", b"exists:%{ir}.w.a.test -all",
                        b"ptr redirect=x.s.a.test", b"a/24//64 mx:a.test/28 exp=%{d2r-}.a.test"],
}


def seeds(target):
    if target in SMALL:
        return SMALL[target]
    if target == "zone_file_fuzz":
        return [ZONE.encode()] + [path.read_bytes() for path in sorted((TREE / "topologies" / "zones").glob("*.zone"))]
    if target == "smtp_client_fuzz":
        return [b"\0" + SESSION.encode(), b"\x06" + SESSION.encode()] + [b"\x08" + octets for octets in talks("smtp", "S")]
    room = target.split("_")[0]
    return [bytes([choice]) + octets for octets in talks(room, "CR") for choice in (2, 128)]
