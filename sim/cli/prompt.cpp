// By libedit, which is seen here only.
#include "cli/prompt.hpp"

#include <termios.h>
#include <unistd.h>

#include <editline/readline.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <utility>

namespace mailsim::cli {
namespace {

// The library calls plain functions: there is one prompt at a time.
Prompt::Complete complete_words;
std::vector<std::string> matches;

char* next_match(const char* text, int number) {
    if (number == 0) {
        matches.clear();
        std::string before(rl_line_buffer ? rl_line_buffer : "");
        before.resize(std::min(before.size(), static_cast<std::size_t>(std::max(0, rl_point))));
        for (std::string& word : complete_words(before))
            if (word.compare(0, std::strlen(text), text) == 0) matches.push_back(std::move(word));
    }
    return static_cast<std::size_t>(number) < matches.size()
               ? strdup(matches[static_cast<std::size_t>(number)].c_str())
               : nullptr;
}

char** complete(const char* text, int, int) {
    rl_attempted_completion_over = 1;  // never file names
    return rl_completion_matches(text, next_match);
}

// Ctrl-C, as a key of the line and not as a signal that ends the program. The library takes "done" for the
// end of the input; that it was Ctrl-C is remembered here.
bool cancelled = false;

int cancel(int, int) {
    cancelled = true;
    rl_done = 1;
    return 0;
}

// While a line is typed the terminal sends Ctrl-C as a letter; else it is the signal that it always is.
class KeysOnly {
  public:
    KeysOnly() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios now = before_;
        now.c_cc[VINTR] = _POSIX_VDISABLE;
        changed_ = tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
    }
    ~KeysOnly() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
    KeysOnly(const KeysOnly&) = delete;

  private:
    termios before_{};
    bool changed_ = false;
};

constexpr char ctrl_c = 3;

}  // namespace

Prompt::Prompt(Complete words) : terminal_(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
    if (!terminal_) return;
    complete_words = std::move(words);
    rl_readline_name = const_cast<char*>("mailsim");
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = const_cast<char*>(" \t");
    using_history();
    KeysOnly keys;  // the library looks at the terminal once, now
    rl_initialize();
    rl_add_defun("cancel-line", cancel, ctrl_c);
}

Prompt::~Prompt() {
    if (terminal_) complete_words = nullptr;
}

std::optional<std::string> Prompt::line(const std::string& prompt) {
    std::string text;
    if (!terminal_) {
        if (!std::getline(std::cin, text)) return std::nullopt;
        if (text.ends_with('\r')) text.pop_back();
        return text;
    }
    KeysOnly keys;
    cancelled = false;
    char* typed = readline(prompt.c_str());
    if (std::exchange(cancelled, false)) {
        std::free(typed);
        rl_done = 0;
        std::fputs("^C\n", stdout);
        return "";
    }
    if (!typed) return std::nullopt;
    text = typed;
    std::free(typed);
    if (!text.empty()) add_history(text.c_str());
    return text;
}

}  // namespace mailsim::cli
