// By libedit, which is seen here only.
#include "cli/prompt.hpp"

#include <unistd.h>

#include <editline/readline.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>

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

}  // namespace

Prompt::Prompt(Complete words) : terminal_(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
    if (!terminal_) return;
    complete_words = std::move(words);
    rl_readline_name = const_cast<char*>("mailsim");
    rl_attempted_completion_function = complete;
    rl_completer_word_break_characters = const_cast<char*>(" \t");
    using_history();
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
    char* typed = readline(prompt.c_str());
    if (!typed) return std::nullopt;
    text = typed;
    std::free(typed);
    if (!text.empty()) add_history(text.c_str());
    return text;
}

}  // namespace mailsim::cli
