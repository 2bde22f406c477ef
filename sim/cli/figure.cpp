// mailsim figure: a curve of one or several runs as an SVG file, for documents.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/study_inputs.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "report/chart.hpp"
#include "report/run_folder.hpp"

namespace mailsim::cli {
namespace {

class FigureCommand : public Subcommand {
  public:
    void declare(Options& options) override {
        options.arguments("DIR...", folders_, "folders of runs; each becomes a line, named after its folder");
        options.value(
            "--metric", metric_, "NAME",
            "a metric of the minute samples: queue, throughput, delay_p95, utilisation.processor, ... "
            "(default: queue)");
        options.value("--node", node_, "ID", "of this node (default: of the estate)");
        options.value("--until", until_, "HOURS", "how much of the run is drawn (default: all)");
        options.value("--title", title_, "TEXT", "what stands above it");
        options.value("--out", out_, "FILE.svg", "the file to write");
        options.example(
            "mailsim run nayatel-busy-hour --out plain\n"
            "  mailsim figure plain --metric queue --node smtp1 --out queue.svg");
    }

    int run() override {
        if (folders_.empty()) throw WrongInput("DIR", "missing: the folder of a run");
        if (folders_.size() > 8) throw WrongInput("DIR", "at most 8 runs fit into one figure");
        std::filesystem::path file(out_);
        if (file.extension() != ".svg") throw WrongInput("--out", "missing, or no name that ends in .svg");
        if (metric_.empty()) metric_ = "queue";
        report::TimeChart chart;
        chart.title = title_.empty() ? metric_ + (node_.empty() ? "" : " at " + node_) : title_;
        chart.unit = metric_.starts_with("utilisation") ? "share" : metric_.starts_with("delay") ? "s" : "";
        for (const std::string& folder : folders_) add(chart, folder);
        if (!until_.empty()) chart.to = std::min(chart.to, 3600 * read_positive("--until", until_, 1e5));
        std::string parent = file.has_parent_path() ? file.parent_path().string() : ".";
        keep_file(parent, file.filename().string(), report::svg_file(chart));
        print(out_ + "\n");
        return yes;
    }

  private:
    void add(report::TimeChart& chart, const std::string& folder) {
        base::Problems problems;
        auto run = report::RunFolder::open(folder, problems);
        if (!run) throw WrongInput(problems);
        std::vector<double> values = curve(*run);
        auto last = std::find_if(values.rbegin(), values.rend(), [](double v) { return v > 0; });
        chart.to = std::max(chart.to, 60.0 * static_cast<double>(values.rend() - last + 1));
        std::string name = std::filesystem::path(folder).filename().string();
        chart.lines.push_back({name, static_cast<int>(chart.lines.size()), std::move(values)});
    }

    std::vector<double> curve(const report::RunFolder& run) const {
        if (const report::Minutes* minutes = run.minutes(node_, metric_)) return *minutes;
        std::vector<double> sum;  // the estate's own queue is the sum of its nodes'
        const json::Value* nodes = run.summary().find("nodes");
        if (node_.empty() && nodes)
            for (const json::Member& node : nodes->members()) {
                const json::Value* role = node.value.find("role");
                const report::Minutes* minutes = run.minutes(node.key, metric_);
                if (!minutes || (role && role->is_text() && role->text() == "peer")) continue;
                sum.resize(std::max(sum.size(), minutes->size()));
                for (std::size_t i = 0; i < minutes->size(); ++i)
                    if (!std::isnan((*minutes)[i])) sum[i] += (*minutes)[i];
            }
        if (sum.empty())
            throw WrongInput("--metric", fmt::format("{} has no '{}' of {}", run.path(), metric_,
                                                     node_.empty() ? "the estate" : node_));
        return sum;
    }

    std::vector<std::string> folders_;
    std::string metric_, node_, until_, title_, out_;
};

}  // namespace

std::unique_ptr<Subcommand> make_figure() { return std::make_unique<FigureCommand>(); }

}  // namespace mailsim::cli
