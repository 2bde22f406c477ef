"""Compares the replies of a real server and of the lab to the same SMTP or LMTP lines, for the tests beside this file. A line is
text, in which \\x stands for an octet, or a pair: octets, and how many replies they get. After a 220 to STARTTLS comes TLS."""
import re
import ssl
import threading

from labs import Talk


def tries(before, *lines):
    """Sessions of at most eight of the lines: more errors would slow both servers down."""
    return [before + list(lines[start:start + 8]) for start in range(0, len(lines), 8)]


class TlsTalk(Talk):
    def start_tls(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.file.close()
        self.socket = context.wrap_socket(self.socket)
        self.file = self.socket.makefile("rb")


def talk_to(at, lines):
    """The replies to each of the lines, which may be several lines each."""
    talk = TlsTalk(at)
    said = [talk.reply()]
    for line in lines:
        octets, count = line if isinstance(line, tuple) else (line + "\r\n", 1)
        try:
            talk.send(octets.encode().decode("unicode_escape") if "\\x" in octets else octets)
            said.append("\n".join(talk.reply() for _ in range(count)))
            if octets.startswith("STARTTLS") and said[-1].startswith("220"):
                talk.start_tls()
        except OSError:
            said.append("")
        if said[-1] == "":
            break
    talk.close()
    return said


def own(reply):
    """Without what is each server's own."""
    reply = re.sub(r"queued as \w+", "queued as ID", reply)
    reply = re.sub(r"> \S+ Saved", "> ID Saved", reply)
    reply = reply.replace("ESMTP Postfix", "ESMTP").replace("Dovecot (Debian) ready", "Dovecot ready")
    reply = re.sub(r"<\S+\[[\d.]+\]>: Client", "<CLIENT>: Client", reply)
    return re.sub(r"(for|host) \S+\[[\d.]+\]", r"\1 CLIENT", reply)


def both(real, ours, lines):
    said = {}
    threads = [threading.Thread(target=lambda name, at: said.update({name: talk_to(at, lines)}), args=pair)
               for pair in (("real", real), ("ours", ours))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said["real"], said["ours"]


def compare_sessions(sessions, known, real, ours, at_least):
    """Fails on differences that are not known, and on known ones that are none any more."""
    differences, found, same = [], set(), 0
    for lines in sessions:
        answers = both(real, ours, lines)
        asked = ["(connection)"] + [line[0] if isinstance(line, tuple) else line for line in lines]
        for number, line in enumerate(asked[:max(len(said) for said in answers)]):
            pair = [own(said[number]) if number < len(said) else "(closed)" for said in answers]
            if pair[0] == pair[1]:
                same += 1
            elif line in known:
                found.add(line)
            else:
                differences.append(f"{lines[:3]} {line[:60]!r}:\n  real {pair[0][:500]!r}\n  lab  {pair[1][:500]!r}")
    print(f"{same} replies are the same, {len(differences)} differ, {len(found)} are known to differ")
    assert same > at_least and not differences, "\n".join(differences)
    assert found == set(known), f"they do not differ any more: {set(known) - found}"
