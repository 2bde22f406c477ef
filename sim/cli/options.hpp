// The options of one subcommand, as it declares them. The library that parses them is seen in options.cpp
// only.
#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace mailsim::cli {

class Options {
  public:
    explicit Options(CLI::App& app) : app_(app) {}
    // name "--from", meaning for --help, kind of value ("ADDRESS"). The variable keeps its value when not
    // given.
    void value(const std::string& name, std::string& variable, const std::string& kind,
               const std::string& meaning);
    void values(const std::string& name, std::vector<std::string>& list, const std::string& kind,
                const std::string& meaning);  // may be given several times
    void flag(const std::string& name, bool& variable, const std::string& meaning);
    // Arguments without a name: exactly one, or any number.
    void argument(const std::string& name, std::string& variable, const std::string& meaning);
    void arguments(const std::string& name, std::vector<std::string>& list, const std::string& meaning);
    void example(const std::string& lines);  // shown below the options
    // The text of --help, 80 columns wide.
    std::string help(const std::string& name, const std::string& meaning) const;
    const std::vector<std::string>& names() const { return names_; }  // "--from", ...

  private:
    void note(const std::string& name, const std::string& kind, const std::string& meaning);

    CLI::App& app_;
    std::string usage_, rows_, example_;
    std::vector<std::string> names_;
};

}  // namespace mailsim::cli
