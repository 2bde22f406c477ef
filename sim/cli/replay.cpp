// mailsim replay: one message step by step, in simulated time; or the same in the words of logs, pages and
// capture files.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/replay_source.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"
#include "render/document.hpp"
#include "report/folder.hpp"
#include "report/replay_json.hpp"
#include "report/replay_text.hpp"

namespace mailsim::cli {
namespace {

constexpr std::string_view transcript = "transcript";
constexpr double same_instant = 1e-6;  // times in results.sqlite are seconds as binary fractions

std::vector<std::string_view> view_names() {
    std::vector<std::string_view> names{transcript};
    for (const render::Document& document : render::documents()) names.push_back(document.name);
    return names;
}

class Replay : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument(
            "WHAT", names_.what,
            "a scenario with messages of its own, or the folder of a run; else give --from and --to");
        options.value("--message", names_.message, "ID",
                      "of a run's folder: a row of messages in its results.sqlite");
        options.value("--from", names_.from, "ADDRESS", "who sends");
        options.value("--to", names_.to, "ADDRESS", "the recipient");
        options.value("--client", names_.client, "KIND",
                      "outlook, outlook-pop3, outlook-mapi, webmail, phone or peer; by default as the "
                      "sender's domain says");
        options.value("--size", names_.size, "BYTES",
                      "size of the message, like 15000 or \"10 MB\" (default: 15 KB)");
        options.value("--seed", names_.seed, "N",
                      "with the luck of this seed; without it, --from and --to meet the most likely answers, "
                      "as a way on paper does");
        declare_sign_in(options, names_.sign_in);
        declare_inputs(options, names_.inputs);
        options.flag("--step", step_, "waits for Enter after each step");
        options.value("--node", node_, "ID", "only what happens at this node");
        options.value("--protocol", protocol_, "NAME",
                      "only steps over this protocol: smtp, submission, dns, imap, ...");
        options.value("--steps", letters_, "LETTERS", "only these of the general steps, like AEF");
        options.value(
            "--until", until_, "LETTER",
            "stops at the first step of this letter (A to L); of a scenario or a run also --to LETTER");
        std::string views;
        for (std::string_view name : view_names()) views += (views.empty() ? "" : ", ") + std::string(name);
        options.value("--as", as_, "VIEW", views + " (default: transcript)");
        options.value("--at", at_, "TIME",
                      "mailq, qshape, panel, logs: as they were at this time from the start, like \"90 s\"");
        options.value("--address", address_, "ADDRESS",
                      "panel: only rows of this sender or recipient; eml, headers: whose");
        options.value("--out", out_, "FILE", "writes there instead of to the terminal");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim replay --from ali@acme.example --to friend@gmail.com --step\n"
            "  mailsim replay out-nmail --as postfix --node smtp1\n"
            "  mailsim replay out/be2-outage --message 4711 --as pcap --out m.pcap");
    }

    int run() override {
        // Of a scenario or a run the recipients are known: --to names the step to go to.
        bool letter = names_.to.size() == 1 && names_.to[0] >= 'A' && names_.to[0] <= 'L';
        if (!names_.what.empty() && names_.from.empty() && letter && until_.empty())
            until_ = std::exchange(names_.to, "");
        check_options();
        ReplaySource source = read_source(names_);
        check_names(source.estate);
        Progress progress(source.scenario);
        source.watch.progress = [&](base::Instant now, std::uint64_t messages) {
            if (source.id) progress.show(now, messages);
            return true;
        };
        run::Watched watched = run::watch(source.estate, source.scenario, source.watch);
        progress.done();
        render::Scene scene{source.estate, source.scenario.start_of_week};
        if (watched.record.messages.empty()) return no_such_message(source, watched);
        std::vector<render::Ending> endings = render::endings_of(scene, watched.record);
        write(scene, watched, endings);
        return status(source, endings);
    }

  private:
    void check_options() const {
        std::vector<std::string_view> views = view_names();
        if (std::find(views.begin(), views.end(), as_) == views.end())
            throw WrongInput("--as", base::unknown_name("view", as_, views));
        if (json && as_ != transcript)
            throw WrongInput("--json", fmt::format("not together with --as {}", as_));
        bool told = as_ == transcript;
        for (const auto& [option, text] : {std::pair{"--at", at_}, {"--address", address_}})
            if (told && !text.empty())
                throw WrongInput(option, "only with --as: the transcript has no such choice");
        for (const auto& [option, text] :
             {std::pair{"--steps", letters_}, {"--until", until_}, {"--protocol", protocol_}})
            if (!told && !text.empty())
                throw WrongInput(option, fmt::format("only for the transcript, not with --as {}", as_));
        if (step_ && (json || as_ != transcript || !out_.empty()))
            throw WrongInput("--step", "only for the transcript on a terminal");
        for (const auto& [option, text] : {std::pair{"--steps", letters_}, {"--until", until_}})
            for (char c : text)
                if (c != ',' && (c < 'A' || c > 'L'))
                    throw WrongInput(option, fmt::format("'{}' is not a step; they are A to L", c));
        if (until_.size() > 1) throw WrongInput("--until", fmt::format("'{}' is more than one step", until_));
        const render::Document* document = render::find_document(as_);
        if (document && document->binary && out_.empty() && isatty(STDOUT_FILENO))
            throw WrongInput("--out", fmt::format("missing: {} is not for a terminal", as_));
        std::error_code error;
        if (!out_.empty() && std::filesystem::is_directory(out_, error))
            throw WrongInput("--out", fmt::format("'{}' is a folder", out_));
        if (!protocol_.empty() && !estate::read_word<estate::Protocol>(protocol_, estate::protocol_names))
            throw WrongInput("--protocol", base::unknown_name("protocol", protocol_, estate::protocol_names));
    }

    void check_names(estate::Estate& estate) {
        if (!node_.empty()) {
            at_node_ = estate.find_node(node_);
            std::vector<std::string_view> names;
            for (const estate::Node& node : estate.nodes) names.push_back(node.id);
            if (!at_node_.valid()) throw WrongInput("--node", base::unknown_name("node", node_, names));
        }
        if (!at_.empty()) at_instant_ = base::Instant{read_instant("--at", at_)};
        if (!address_.empty()) about_ = read_address(estate.book, "--address", address_, false);
    }

    bool shown(const render::Step& step) const {
        if (at_node_.valid() && step.node != at_node_ && step.next != at_node_) return false;
        if (!protocol_.empty() && step.protocol != protocol_) return false;
        return letters_.empty() || letters_.find(static_cast<char>(step.letter)) != std::string::npos;
    }

    std::vector<render::Step> steps(const render::Scene& scene, const run::Watched& watched,
                                    bool& stopped) const {
        std::vector<render::Step> out;
        for (render::Step& step : render::steps_of(scene, watched.record, watched.stations)) {
            bool last = !until_.empty() && static_cast<char>(step.letter) == until_[0];
            if (shown(step)) out.push_back(std::move(step));
            if (last) return stopped = true, out;
        }
        return out;
    }

    void write(const render::Scene& scene, const run::Watched& watched,
               const std::vector<render::Ending>& endings) const {
        if (const render::Document* document = render::find_document(as_))
            return put(
                document->make({scene, watched.record, watched.stations, at_node_, at_instant_, about_}));
        bool stopped = false;
        std::vector<render::Step> list = steps(scene, watched, stopped);
        if (!until_.empty() && !stopped)
            std::fprintf(stderr, "mailsim: this message has no step %s; it is shown to its end\n",
                         until_.c_str());
        if (json) return put(json::pretty(report::replay_json(scene, watched.record, list, endings)));
        report::Ink ink(out_.empty() && wants_colour());
        std::string text;
        const render::Step* before = nullptr;
        for (const render::Step& step : list) {
            text += report::step_text(scene, step, before, ink);
            before = &step;
            if (!step_) continue;
            print(text);
            text.clear();
            if (!wait_for_enter()) return;
        }
        if (stopped) return put(text);
        base::Instant end = watched.settled ? base::never : watched.ended;
        put(text + report::endings_text(scene, endings, end, ink));
    }

    // False: the person has had enough.
    static bool wait_for_enter() {
        if (isatty(STDIN_FILENO)) std::fputs("-- Enter for the next step, q to stop -- ", stderr);
        std::string line;
        return std::getline(std::cin, line) && line != "q";
    }

    void put(const std::string& text) const {
        if (out_.empty()) return print(text);
        std::filesystem::path path(out_);
        std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
        if (std::string wrong = report::write_file(folder, path.filename().string(), text); !wrong.empty())
            throw WrongInput("--out", wrong);
    }

    int no_such_message(const ReplaySource& source, const run::Watched& watched) const {
        std::string what = source.id ? fmt::format("the run has no recipient {} (it has {} of them)",
                                                   *source.id, watched.recipients)
                                     : "no message was sent before the scenario ended";
        std::fprintf(stderr, "mailsim: %s\n", what.c_str());
        if (json)
            print_json(
                json::Value::object({{"messages", json::Value::array()}, {"steps", json::Value::array()}}));
        return no;
    }

    // The replay of a run's message must be what the run kept of it.
    static std::string difference(const report::KeptRow& kept, const render::Ending& e) {
        auto differs = [](double a, double b) { return std::abs(a - b) > same_instant; };
        if (kept.outcome != mail::name(e.outcome))
            return fmt::format("outcome {} there, {} here", kept.outcome, mail::name(e.outcome));
        if (differs(kept.submitted, base::seconds(e.submitted)))
            return fmt::format("submitted at {} there, {} here", kept.submitted, base::seconds(e.submitted));
        if (kept.finished &&
            (e.finished == base::never || differs(*kept.finished, base::seconds(e.finished))))
            return fmt::format("finished at {} there, {} here", *kept.finished, base::seconds(e.finished));
        return "";
    }

    int status(const ReplaySource& source, const std::vector<render::Ending>& endings) const {
        bool good = true;
        for (const render::Ending& e : endings) {
            if (!e.notification) good = good && e.outcome == mail::Outcome::delivered;
            if (!source.kept || !source.id || e.recipient.value != *source.id) continue;
            std::string wrong = difference(*source.kept, e);
            if (wrong.empty()) continue;
            std::fprintf(stderr, "mailsim: the replay differs from the row of the run: %s\n", wrong.c_str());
            return failed;
        }
        return good ? yes : no;
    }

    ReplayNames names_;
    std::string node_, protocol_, letters_, until_, as_ = std::string(transcript), at_, address_, out_;
    bool step_ = false;
    base::NodeId at_node_;
    base::Instant at_instant_ = base::never;
    mail::Address about_;
};

}  // namespace

std::unique_ptr<Subcommand> make_replay() { return std::make_unique<Replay>(); }

}  // namespace mailsim::cli
