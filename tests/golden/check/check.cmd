Mistakes in a file: all of them, each with its place; shipped files have none.

$ mailsim check nayatel single-server postfix-lab
all 3 files are right
$ mailsim check mistakes.json 2>&1
mistakes.json: /sede: key 'sede' is not known; did you mean 'seed'?
mistakes.json: /duration: '2 hours' has an unknown unit; write a number and a unit (ns, us, ms, s, min, h, d), like "5 ms"
mistakes.json: /seed: -1 is out of bounds; allowed: at least 0
mistakes.json: /load/multiplier: -2 is out of bounds; allowed: 0 to 10000
mistakes.json: /load/messages/0/at: '5' has no unit; write a number and a unit (ns, us, ms, s, min, h, d), like "5 ms"
mistakes.json: /load/messages/0/from: 'ann' is not a mail address: there is no @ in it
mistakes.json: /load/messages/0/size: '10 mb' has an unknown unit; write a number and a unit (B, KB, MB, GB, TB, KiB, MiB, GiB, TiB), like "10 MB"
mistakes.json: /faults/0/target: node, host or link 'sever' is not known; did you mean 'server'?
mistakes.json: /objectives/0/at_least: key 'at_least' is not known; known: name, metric, within, direction, limit
mistakes.json: /objectives/0: 'limit' is missing: The limit: a share like "95 %", a time like "5 s" or a plain number, as the metric is.
mistakes.json: /objectives/0/metric: "delivry" is not allowed, did you mean 'delivery'?; allowed: smtp_connect, smtp_data, pop_connect, pop_status, pop_retrieve, pop_delete, delivery, outgoing, error_rate, delay_mean, delay_p50, delay_p95, delay_p99, queued, bounced
[exit 2]
$ mailsim check mistakes.json --json 2>/dev/null
{
  "files": 1,
  "problems": [
    {
      "file": "mistakes.json",
      "pointer": "/sede",
      "message": "key 'sede' is not known; did you mean 'seed'?"
    },
    {
      "file": "mistakes.json",
      "pointer": "/duration",
      "message": "'2 hours' has an unknown unit; write a number and a unit (ns, us, ms, s, min, h, d), like \"5 ms\""
    },
    {
      "file": "mistakes.json",
      "pointer": "/seed",
      "message": "-1 is out of bounds; allowed: at least 0"
    },
    {
      "file": "mistakes.json",
      "pointer": "/load/multiplier",
      "message": "-2 is out of bounds; allowed: 0 to 10000"
    },
    {
      "file": "mistakes.json",
      "pointer": "/load/messages/0/at",
      "message": "'5' has no unit; write a number and a unit (ns, us, ms, s, min, h, d), like \"5 ms\""
    },
    {
      "file": "mistakes.json",
      "pointer": "/load/messages/0/from",
      "message": "'ann' is not a mail address: there is no @ in it"
    },
    {
      "file": "mistakes.json",
      "pointer": "/load/messages/0/size",
      "message": "'10 mb' has an unknown unit; write a number and a unit (B, KB, MB, GB, TB, KiB, MiB, GiB, TiB), like \"10 MB\""
    },
    {
      "file": "mistakes.json",
      "pointer": "/faults/0/target",
      "message": "node, host or link 'sever' is not known; did you mean 'server'?"
    },
    {
      "file": "mistakes.json",
      "pointer": "/objectives/0/at_least",
      "message": "key 'at_least' is not known; known: name, metric, within, direction, limit"
    },
    {
      "file": "mistakes.json",
      "pointer": "/objectives/0",
      "message": "'limit' is missing: The limit: a share like \"95 %\", a time like \"5 s\" or a plain number, as the metric is."
    },
    {
      "file": "mistakes.json",
      "pointer": "/objectives/0/metric",
      "message": "\"delivry\" is not allowed, did you mean 'delivery'?; allowed: smtp_connect, smtp_data, pop_connect, pop_status, pop_retrieve, pop_delete, delivery, outgoing, error_rate, delay_mean, delay_p50, delay_p95, delay_p99, queued, bounced"
    }
  ]
}
[exit 2]
$ mailsim check cut.json 2>&1
cut.json: /duration: line 1, column 53: syntax error while parsing object key - invalid string: missing closing quote; last read: '"lo'; expected string literal
[exit 2]
$ mailsim check no-such.json 2>&1
no-such.json: /: cannot be read: No such file or directory
[exit 2]
