#include "cli/options.hpp"

#include <algorithm>
#include <cctype>
#include <CLI/CLI.hpp>

#include "base/names.hpp"
#include "cli/program.hpp"
#include "cli/version.hpp"
#include "cli/wrong_input.hpp"
#include "report/path_ink.hpp"

namespace mailsim::cli {

void Options::note(const std::string& name, const std::string& kind, const std::string& meaning) {
    constexpr std::size_t column = 26;
    bool option = name.starts_with("--");
    if (option) names_.push_back(name);
    if (!option) usage_ += " " + name + kind;
    std::string left = "  " + name + (option && !kind.empty() ? " " + kind : kind);
    rows_ += report::padded(left, column - 1) +
             (left.size() < column - 1 ? " " : "\n" + std::string(column, ' ')) +
             report::wrapped(meaning, column) + "\n";
}

std::string Options::help(const std::string& name, const std::string& meaning) const {
    return "mailsim " + name + ": " + meaning + "\n\nUsage: mailsim " + name + usage_ + " [OPTIONS]\n\n" +
           rows_ + "\nExample:\n  " + example_ + "\n";
}

void Options::value(const std::string& name, std::string& variable, const std::string& kind,
                    const std::string& meaning) {
    app_.add_option(name, variable)->type_name(kind)->allow_extra_args(false)->expected(1);
    note(name, kind, meaning);
}
void Options::values(const std::string& name, std::vector<std::string>& list, const std::string& kind,
                     const std::string& meaning) {
    app_.add_option(name, list)->type_name(kind)->allow_extra_args(false);
    note(name, kind, meaning);
}
void Options::flag(const std::string& name, bool& variable, const std::string& meaning) {
    app_.add_flag(name, variable);
    note(name, "", meaning);
}
void Options::argument(const std::string& name, std::string& variable, const std::string& meaning) {
    app_.add_option(name, variable);
    note(name, "", meaning);
}
void Options::arguments(const std::string& name, std::vector<std::string>& list, const std::string& meaning) {
    app_.add_option(name, list);
    note(name, "...", meaning);
}
void Options::example(const std::string& lines) { example_ = lines; }

namespace {

constexpr const char* about =
    "mailsim simulates the mail service of a provider: where a message goes and why,\n"
    "and how the service fares in a day, under load and when something fails.";
constexpr const char* ending =
    "mailsim SUBCOMMAND --help shows its options with an example.\n"
    "Exit status: 0 done, the answer is yes; 1 done, the answer is no; 2 wrong input;\n"
    "3 mailsim itself failed; 130 interrupted.";

const Entry& entry(const std::string& name) {
    std::vector<std::string_view> names;
    for (const Entry& e : subcommands()) {
        if (e.name == name) return e;
        names.push_back(e.name);
    }
    throw WrongInput("SUBCOMMAND", base::unknown_name("subcommand", name, names));
}

std::string overview() {
    std::string out = std::string(about) + "\n\nUsage: mailsim SUBCOMMAND [OPTIONS]\n\nSubcommands:\n";
    for (const Entry& e : subcommands())
        out += "  " + std::string(e.name) + std::string(10 - std::min<std::size_t>(9, e.name.size()), ' ') +
               std::string(e.meaning) + "\n";
    return out + "\n" + ending + "\n";
}

// An argument that no option took: names the option that was probably meant.
[[noreturn]] void refuse_extra(const Options& options, std::string extra) {
    extra.erase(0, extra.find_first_not_of(' '));
    if (extra.size() < 2 || extra[0] != '-') throw WrongInput(extra, "one argument too many");
    std::string name = extra.substr(0, extra.find('='));
    std::vector<std::string_view> names(options.names().begin(), options.names().end());
    throw WrongInput(name, base::unknown_name("option", name, names));
}

// False when --help was asked for.
bool parse_options(CLI::App& app, const Options& options, std::vector<std::string> arguments,
                   std::string_view name) {
    try {
        app.allow_extras();
        for (std::string& one : arguments)  // a word of a log, like ->: no option, for the library neither
            if (one.size() > 1 && one[0] == '-' && std::ispunct(static_cast<unsigned char>(one[1])) &&
                one[1] != '-')
                one.insert(0, " ");
        std::reverse(arguments.begin(), arguments.end());  // the library takes them from the back
        app.parse(arguments);
    } catch (const CLI::CallForHelp&) {
        return false;
    } catch (const CLI::ParseError& error) {
        throw WrongInput(name, error.what());
    }
    for (const CLI::Option* option : app.get_options())
        for (const std::string& given : option->results())
            if (given.empty() && !option->get_positional())
                throw WrongInput(option->get_name(), "is given without a value");
    if (auto extras = app.remaining(); !extras.empty()) refuse_extra(options, extras.front());
    return true;
}

}  // namespace

void read_arguments(int count, const char* const* arguments, Wanted& wanted) {
    std::vector<std::string> words(arguments + 1, arguments + std::max(count, 1));
    if (words.empty()) throw WrongInput("SUBCOMMAND", "missing; mailsim --help lists the subcommands");
    if (words[0] == "--help" || words[0] == "-h") {
        wanted.text = overview();
        return;
    }
    if (words[0] == "--version") {
        wanted.text = "mailsim " + std::string(version) + "\n";
        return;
    }
    const Entry& chosen = entry(words[0]);
    words.erase(words.begin());
    wanted.subcommand = chosen.make();
    // known before the rest is read, so that mistakes among the arguments are reported as JSON as well
    bool json = std::find(words.begin(), words.end(), "--json") != words.end();
    CLI::App app;
    Options options(app);
    wanted.subcommand->declare(options);
    wanted.subcommand->json = json;
    if (parse_options(app, options, std::move(words), chosen.name)) return;
    wanted.subcommand.reset();
    wanted.text = options.help(std::string(chosen.name), std::string(chosen.meaning));
}

}  // namespace mailsim::cli
