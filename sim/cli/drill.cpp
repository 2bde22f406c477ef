// mailsim drill: a ticket and a hidden fault, to be found with commands, and graded.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/prompt.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include "report/drill_json.hpp"
#include "report/text_table.hpp"
#include "teach/drill_file.hpp"
#include "teach/made.hpp"
#include "teach/progress.hpp"

namespace mailsim::cli {
namespace {

class Drill : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("NAME", name_, "a drill: a file, or the name of a shipped one");
        options.flag("--list", list_, "the shipped drills, and the symptoms of the playbook");
        options.value("--playbook", playbook_, "SYMPTOM", "what to check for a symptom, in order");
        options.value("--seed", seed_, "N", "a drill made at random: the same number gives the same one");
        options.value("--level", level_, "1|2|3", "how hard a made drill is");
        options.value("--write", write_, "FILE",
                      "keeps the made drill as a file, for --check or to change it");
        options.value("--script", script_, "FILE",
                      "plays the commands of a file, one a line (- for the input)");
        options.value("--check", check_, "FILE", "proves that a drill can be solved, and why it is one");
        options.flag("--progress", progress_, "what was played on this machine, as a table");
        options.value("--export", export_, "FILE", "the same as CSV (- for the output)");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim drill --list\n"
            "  mailsim drill first-call\n"
            "  mailsim drill --seed 7 --level 2\n"
            "  mailsim drill --seed 7 --write mine.json\n"
            "  mailsim drill --playbook cannot-send\n"
            "  mailsim drill first-call --script answers.txt --json");
    }

    int run() override {
        if (!playbook_.empty()) return show_playbook();
        if (list_) return list();
        if (progress_) return show_progress();
        if (!export_.empty()) return export_csv();
        if (!check_.empty()) return prove();
        if (name_.empty() && seed_.empty())
            throw WrongInput("NAME", "missing; a drill's name, --seed N, or --list for all");
        if (!name_.empty() && !seed_.empty()) throw WrongInput("--seed", "not together with a drill's name");
        if (!write_.empty()) return keep_made();
        return play(seed_.empty() ? load(name_) : make());
    }

  private:
    template <class T>
    static T or_problems(base::expected<T, base::Problems> value) {
        if (!value) throw WrongInput(value.error());
        return std::move(*value);
    }
    static teach::Drill load(const std::string& name) { return or_problems(teach::load_drill(name)); }

    static std::uint64_t whole(const std::string& option, const std::string& text, std::uint64_t most) {
        bool digits =
            !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
        if (!digits || std::stoull(text) > most)
            throw WrongInput(option, fmt::format("'{}' is not a whole number from 0 to {}", text, most));
        return std::stoull(text);
    }
    teach::Drill make() const {
        int level = 0;
        if (!level_.empty()) {
            level = static_cast<int>(whole("--level", level_, 3));
            if (level == 0) throw WrongInput("--level", "'0' is no level; 1, 2 or 3");
        }
        return or_problems(teach::made_drill(whole("--seed", seed_, 999'999'999'999'999'999), level));
    }

    int keep_made() const {
        if (seed_.empty()) throw WrongInput("--write", "only of a drill made with --seed N");
        std::ofstream out(write_, std::ios::binary);
        out << json::pretty(teach::drill_json(make())) << '\n';
        out.close();
        if (!out) throw WrongInput("--write", fmt::format("cannot write '{}'", write_));
        return yes;
    }

    int list() {
        std::vector<teach::Drill> drills;
        for (const std::string& name : teach::drill_names()) drills.push_back(load(name));
        std::stable_sort(drills.begin(), drills.end(),
                         [](const auto& a, const auto& b) { return a.level < b.level; });
        if (json) return print_json(report::drills_json(drills)), yes;
        report::TextTable table({"<drill", "level", "<title"});
        for (const teach::Drill& d : drills) table.row({d.name, std::to_string(d.level), d.title});
        std::string out = table.text() + "\nSymptoms of the playbook (mailsim drill --playbook SYMPTOM):\n";
        for (const teach::Playbook& p : or_problems(teach::read_playbooks()))
            out += fmt::format("  {:<26} {}\n", p.name, p.title);
        return print(out), yes;
    }

    int show_playbook() {
        auto all = or_problems(teach::read_playbooks());
        const teach::Playbook* found = teach::find_playbook(all, playbook_);
        if (!found) {
            std::vector<std::string_view> names;
            for (const teach::Playbook& one : all) names.push_back(one.name);
            throw WrongInput("--playbook", base::unknown_name("symptom", playbook_, names));
        }
        if (json)
            print_json(report::playbook_json(*found));
        else
            print(teach::playbook_page(*found));
        return yes;
    }

    int prove() {
        teach::Drill drill = load(check_);
        teach::Proof proof = or_problems(teach::prove(drill));
        if (json) {
            print_json(report::proof_json(drill, proof));
        } else {
            std::string out;
            for (const auto& step : proof.steps) {
                out += fmt::format("  {}  {}\n", step.holds ? "yes" : "NO ", step.what);
                if (!step.holds) out += teach::wrap(step.detail, 78, "       ") + "\n";
            }
            out += fmt::format("  the expert gets {} points, the wrong answer {}\n", proof.expert_score,
                               proof.mistaken_score);
            print(out + (proof.holds() ? fmt::format("{} is a drill.\n", drill.name)
                                       : fmt::format("{} is no good drill yet.\n", drill.name)));
        }
        return proof.holds() ? yes : no;
    }

    int show_progress() {
        std::string file = teach::progress_file();
        std::vector<teach::Progress> all = teach::read_progress(file);
        if (all.empty())
            return print(fmt::format("No drill was played yet. They are kept in {}.\n", file)), yes;
        report::TextTable table(
            {"<when", "<drill", "level", "score", "<correct", "looks", "hints", "minutes"});
        for (const teach::Progress& p : all)
            table.row({p.when, p.drill, std::to_string(p.level), std::to_string(p.score), p.correct,
                       std::to_string(p.looks), std::to_string(p.hints), std::to_string(p.minutes)});
        return print(table.text() + fmt::format("\nKept in {}.\n", file)), yes;
    }

    int export_csv() {
        std::string text = teach::csv(teach::read_progress(teach::progress_file()));
        if (export_ == "-") return print(text), yes;
        std::ofstream out(export_, std::ios::binary);
        out << text;
        out.close();
        if (!out) throw WrongInput("--export", fmt::format("cannot write '{}'", export_));
        return yes;
    }

    int play(const teach::Drill& drill) {
        auto play = or_problems(teach::Play::make(drill));
        if (!script_.empty()) return by_script(*play);
        return by_hand(*play);
    }

    std::vector<std::string> script_lines() const {
        std::vector<std::string> lines;
        std::string text;
        if (script_ == "-") {
            Prompt plain([](const std::string&) { return std::vector<std::string>{}; });
            while (auto line = plain.line("")) lines.push_back(*line);
            return lines;
        }
        base::Problems problems;
        auto bytes = json::read_bytes(script_, problems);
        if (!bytes) throw WrongInput(problems);
        for (std::size_t start = 0; start < bytes->size();) {
            std::size_t end = std::min(bytes->find('\n', start), bytes->size());
            lines.push_back(bytes->substr(start, end - start));
            if (lines.back().ends_with('\r')) lines.back().pop_back();
            start = end + 1;
        }
        if (lines.size() > 10'000)
            throw WrongInput("--script", fmt::format("{} lines; at most 10,000 are played", lines.size()));
        return lines;
    }

    int by_script(teach::Play& play) {
        std::vector<report::Typed> typed;
        for (const std::string& line : script_lines()) {
            std::string prompt = play.prompt(), output = play.command(line);
            if (!json) {
                if (typed.empty()) print(play.opening() + "\n");
                print(prompt + line + "\n" + output);
            }
            typed.push_back({line, std::move(output)});
        }
        if (json)
            print_json(report::play_json(play, typed));
        else {
            play.leave();
            print(play.ending());
        }
        return play.result().correct ? yes : no;
    }

    int by_hand(teach::Play& play) {
        auto began = std::chrono::steady_clock::now();
        Prompt prompt([&play](const std::string& line) { return play.completions(line); });
        if (!json) print_fitting(play.opening() + "\n");
        std::vector<report::Typed> typed;
        while (!play.ended()) {
            auto line = prompt.line(play.prompt());
            // Ctrl-D in telnet leaves telnet; for good when the input itself is over.
            if (!line && play.talking() && prompt.terminal()) {
                if (std::string said = "\n" + play.hang_up(); !json) print_fitting(said);
                continue;
            }
            if (!line) break;
            std::string output = play.command(*line);
            if (!json) print_fitting(output);
            typed.push_back({*line, std::move(output)});
        }
        play.leave();
        auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began);
        if (json)
            print_json(report::play_json(play, typed));
        else
            print_fitting(play.ending());
        remember(play, static_cast<int>(seconds.count()));
        return play.result().correct ? yes : no;
    }

    void remember(teach::Play& play, int seconds) const {
        std::string file = teach::progress_file();
        if (file.empty() || play.played().looks.empty()) return;
        teach::Grade grade = play.result();
        const teach::Drill& drill = play.worlds().drill();
        teach::Progress p{teach::now(),
                          drill.name,
                          static_cast<int>(drill.level),
                          grade.score,
                          grade.correct ? "yes" : "no",
                          static_cast<int>(play.played().looks.size()),
                          play.played().hints,
                          static_cast<int>(base::seconds(play.played().time) / 60),
                          seconds};
        if (auto kept = teach::keep(file, p); !kept)
            std::fprintf(stderr, "mailsim: the result is not kept: %s\n", kept.error().c_str());
    }

    std::string name_, playbook_, seed_, level_, script_, check_, export_, write_;
    bool list_ = false, progress_ = false;
};

}  // namespace

std::unique_ptr<Subcommand> make_drill() { return std::make_unique<Drill>(); }

}  // namespace mailsim::cli
