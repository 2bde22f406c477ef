// mailsim growth: in which month an estate that grows is too small.
#include "report/growth.hpp"
#include "report/views.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "json/write.hpp"

namespace mailsim::cli {
namespace {

class GrowthCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value("--mailboxes", mailboxes_, "RATE",
                      "growth a month of the number of mailboxes (default: 2 %)");
        options.value("--mail", mail_, "RATE",
                      "of the mail that each mailbox sends and receives (default: 1 %)");
        options.value("--storage", storage_, "RATE",
                      "of what each mailbox holds, up to its quota (default: 2 %)");
        options.value("--months", months_, "N", "how far to look: 1 to 600 (default: 36)");
        options.value("--replications", replications_, "N", "runs of each month: 2 to 100 (default: 3)");
        options.value("--archive", archive_, "HOST",
                      "the machine that keeps a copy of every message that mailboxes send and receive");
        options.value("--archive-keep", archive_keep_, "N", "for so many months (default: for ever)");
        options.flag("--disks-only", disks_only_, "no runs: only when disks are full");
        words_.declare(options, "the runs, a page and tables");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim growth nayatel-busy-hour --mailboxes \"3 %\" --months 60\n"
            "  mailsim growth nayatel-busy-hour --disks-only --archive be5");
    }

    int run() override {
        study::GrowthOptions options = read_options();
        study::Laboratory laboratory =
            words_.open("growth", purpose(), [&](const config::Loaded& loaded) { check(loaded, options); });
        study::Growth growth = search(laboratory, options);
        write(growth);
        if (!growth.complete) return interrupted;
        return yes;
    }

  private:
    study::GrowthOptions read_options() const {
        study::GrowthOptions o;
        if (!mailboxes_.empty()) o.mailboxes = read_growth("--mailboxes", mailboxes_);
        if (!mail_.empty()) o.mail = read_growth("--mail", mail_);
        if (!storage_.empty()) o.storage = read_growth("--storage", storage_);
        if (!months_.empty()) o.months = static_cast<int>(read_count("--months", months_, 1, 600));
        if (!replications_.empty())
            o.replications = static_cast<int>(read_count("--replications", replications_, 2, 100));
        if (!archive_keep_.empty())
            o.archive_months = static_cast<double>(read_count("--archive-keep", archive_keep_, 1, 6000));
        if (!archive_keep_.empty() && archive_.empty())
            throw WrongInput("--archive-keep", "needs --archive: the machine that keeps it");
        o.archive_host = archive_;
        o.simulate = !disks_only_;
        return o;
    }

    json::Value purpose() const { return json::Value::array({mailboxes_, mail_, storage_, replications_}); }

    static void check(const config::Loaded& loaded, const study::GrowthOptions& options) {
        std::vector<std::string_view> hosts;
        for (const estate::Host& host : loaded.estate.platform.hosts) hosts.push_back(host.name);
        if (!options.archive_host.empty() &&
            std::find(hosts.begin(), hosts.end(), options.archive_host) == hosts.end())
            throw WrongInput("--archive", base::unknown_name("host", options.archive_host, hosts));
    }

    study::Growth search(study::Laboratory& laboratory, study::GrowthOptions& options) const {
        RunsLine line;
        listen_for_stop();
        options.tell = [&](const std::string& what) { line.topic(what); };
        laboratory.watch = [&](std::size_t runs) {
            line.show(runs);
            return !stop_asked();
        };
        study::Growth growth =
            study::grow(laboratory.scenario(), options,
                        [&](const std::vector<study::Run>& runs) { return laboratory.run(runs); });
        growth.runs = laboratory.runs();
        return growth;
    }

    void write(const study::Growth& growth) const {
        json::Value document = report::to_json(growth);
        if (words_.keeps()) {
            keep_file(words_.out(), "growth.json", json::pretty(document));
            keep_file(words_.out(), "disks.csv", report::growth_csv(growth));
            keep_file(words_.out(), "report.html",
                      report::with_views(report::growth_page(growth), "growth", document));
        }
        if (json) return print_json(document);
        print(report::growth_text(growth));
        if (words_.keeps()) print(fmt::format("\npage {}/report.html\n", words_.out()));
    }

    SearchWords words_;
    std::string mailboxes_, mail_, storage_, months_, replications_, archive_, archive_keep_;
    bool disks_only_ = false;
};

}  // namespace

std::unique_ptr<Subcommand> make_growth() { return std::make_unique<GrowthCommand>(); }

}  // namespace mailsim::cli
