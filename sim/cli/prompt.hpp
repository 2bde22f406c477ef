// Reads lines that a person types: with history and completion on a terminal, plainly from anything else.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mailsim::cli {

class Prompt {
  public:
    using Complete = std::function<std::vector<std::string>(const std::string& line)>;
    // What may stand where the word under the cursor begins; `line` is what stands before the cursor.
    explicit Prompt(Complete complete);
    ~Prompt();
    Prompt(const Prompt&) = delete;

    // The next line without its end; nothing when the input is over (Ctrl-D, the end of a file). Ctrl-C drops
    // what was typed: the line is "".
    std::optional<std::string> line(const std::string& prompt);
    bool terminal() const { return terminal_; }

  private:
    bool terminal_ = false;
};

}  // namespace mailsim::cli
