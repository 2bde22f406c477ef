The program names itself and its subcommands; a word that is none is wrong input.

$ mailsim --help
...
$ mailsim no-such-subcommand
[exit 2]
$ mailsim run no-such-scenario
[exit 2]
