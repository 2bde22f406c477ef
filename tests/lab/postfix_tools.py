"""A Postfix instance of its own, in a temporary folder and on loopback, for the tests beside this file."""
import os
import pathlib
import pwd
import shutil
import smtplib
import subprocess
import tempfile
import time

MASTER = """{address}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    def __init__(self, address, port, **settings):
        self.address, self.port, self.settings = address, port, settings

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mailsim-postfix-"))
        os.chmod(self.folder, 0o755)
        for name in ("conf", "queue", "data"):
            (self.folder / name).mkdir()
        user = pwd.getpwnam("postfix")
        os.chown(self.folder / "data", user.pw_uid, user.pw_gid)
        settings = dict(dict(compatibility_level="3.6", queue_directory=self.folder / "queue",
                        data_directory=self.folder / "data", maillog_file=self.folder / "log",
                        maillog_file_prefixes=self.folder, inet_interfaces="127.0.0.1", smtp_bind_address=self.address,
                        myhostname="real.postfix.test", mydestination="", smtp_tls_security_level="may",
                        smtp_host_lookup="native", alias_maps="", alias_database="", mynetworks="127.0.0.0/8",
                        command_directory="/usr/sbin", daemon_directory="/usr/lib/postfix/sbin",
                        meta_directory="/etc/postfix", shlib_directory="/usr/lib/postfix"), **self.settings)
        (self.folder / "conf" / "main.cf").write_text("".join(f"{k} = {v}\n" for k, v in settings.items()))
        (self.folder / "conf" / "master.cf").write_text(MASTER.format(address=self.address, port=self.port))
        self.command("start")
        deadline = time.time() + 20
        while True:
            try:
                smtplib.SMTP(self.address, self.port, timeout=5).quit()
                return self
            except OSError:
                assert time.time() < deadline, "postfix does not answer: " + self.log()
                time.sleep(0.1)

    def command(self, word):
        done = subprocess.run(["postfix", "-c", str(self.folder / "conf"), word], capture_output=True, text=True)
        assert done.returncode == 0, f"postfix {word}: {done.stdout} {done.stderr} {self.log()}"

    def log(self):
        try:
            return (self.folder / "log").read_text()
        except FileNotFoundError:
            return ""

    def wait_log(self, *words, seconds=20):
        deadline = time.time() + seconds
        while time.time() < deadline:
            for line in self.log().splitlines():
                if all(word in line for word in words):
                    return line
            time.sleep(0.1)
        raise AssertionError(f"Postfix's log has no line with {words}:\n{self.log()[-3000:]}")

    def __exit__(self, *_):
        try:
            self.command("stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def cannot():
    if not shutil.which("postfix"):
        return "postfix not installed"
    return "needs root" if os.geteuid() != 0 else None
