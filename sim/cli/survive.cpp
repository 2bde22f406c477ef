// mailsim survive: each node, link, peer and DNS missing in turn.
#include "report/survive.hpp"
#include "report/views.hpp"

#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

class SurviveCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.values("--only", only_, "NAME",
                       "only this node, link or peer, or DNS; may be given several times");
        options.value("--from", from_, "TIME", "when it goes missing (default: when most mail is sent)");
        options.value("--for", for_, "TIME",
                      "how long it is missing (default: half of the measured time, at most 1 h)");
        options.value("--mode", mode_, "MODE",
                      "off, silent, refusing-tcp or refusing-mail (default: off; DNS: silent)");
        words_.declare(options, "the runs, a page and the tables");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim survive nayatel-busy-hour\n"
            "  mailsim survive nayatel-day --only be2 --from \"12 h\" --for \"2 h\" --out be2");
    }

    int run() override {
        study::SurviveOptions options = read_options();
        study::Laboratory laboratory = words_.open("survive", purpose(), [&](const config::Loaded& loaded) {
            if (base::Problems problems = study::check(loaded, options); !problems.empty())
                throw WrongInput(problems);
        });
        study::SurvivalTable table = make(laboratory, options);
        write(table);
        if (!table.complete) return interrupted;
        for (const study::Survival& row : table.rows)
            if (!row.objectives_met) return no;
        return yes;
    }

  private:
    study::SurviveOptions read_options() const {
        study::SurviveOptions options;
        options.only = only_;
        if (!from_.empty()) options.from = read_instant("--from", from_);
        if (!for_.empty()) options.length = read_instant("--for", for_);
        if (options.length && options.length->count() <= 0)
            throw WrongInput("--for",
                             "nothing is missing for no time; write a time above 0, like \"30 min\"");
        if (!mode_.empty()) options.mode = read_mode();
        return options;
    }

    // What else makes another study of it. Which parts are looked at does not: --only goes on with --resume.
    json::Value purpose() const { return json::Value::array({from_, for_, mode_}); }

    fault::Mode read_mode() const {
        using fault::Mode;
        for (Mode mode : {Mode::off, Mode::silent, Mode::refusing_tcp, Mode::refusing_mail})
            if (mode_ == fault::name(mode)) return mode;
        constexpr std::string_view words[] = {"off", "silent", "refusing-tcp", "refusing-mail"};
        throw WrongInput("--mode", base::unknown_name("mode", mode_, words));
    }

    static study::SurvivalTable make(study::Laboratory& laboratory, const study::SurviveOptions& options) {
        RunsLine line;
        listen_for_stop();
        std::size_t all = options.only.empty() ? study::everything(laboratory.scenario().estate).size()
                                               : options.only.size();
        laboratory.watch = [&](std::size_t runs) {
            line.show(runs, all + 1);
            return !stop_asked();
        };
        return study::survive(laboratory, options);
    }

    void write(const study::SurvivalTable& table) const {
        json::Value document = report::to_json(table);
        if (words_.keeps()) {
            keep_file(words_.out(), "survive.json", json::pretty(document));
            keep_file(words_.out(), "survive.csv", report::survive_csv(table));
            keep_file(words_.out(), "report.html",
                      report::with_views(report::survive_page(table), "survive", document));
        }
        if (json) return print_json(document);
        print(report::survive_text(table));
        if (words_.keeps()) print(fmt::format("\npage {}/report.html\n", words_.out()));
    }

    SearchWords words_;
    std::string from_, for_, mode_;
    std::vector<std::string> only_;
};

}  // namespace

std::unique_ptr<Subcommand> make_survive() { return std::make_unique<SurviveCommand>(); }

}  // namespace mailsim::cli
