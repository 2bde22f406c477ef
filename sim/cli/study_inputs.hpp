// What subcommands that make many runs share: their options as values, a folder that goes when they end,
// the line that says how far they are, and Ctrl-C.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/launching.hpp"
#include "config/load.hpp"
#include "json/value.hpp"
#include "study/laboratory.hpp"

namespace mailsim::cli {

class Options;

std::uint64_t read_count(std::string_view option, std::string_view text, std::uint64_t least,
                         std::uint64_t most);
// A number above 0 and at most `most`; WrongInput otherwise.
double read_positive(std::string_view option, std::string_view text, double most);
// --set and --seed as assignments.
std::vector<config::Assignment> read_sets(const std::vector<std::string>& sets, const std::string& seed);

// A rate of growth a month: "2 %" or 0.02, above -1 and at most 10.
double read_growth(std::string_view option, std::string_view text);

// Where a search keeps its runs when the user names no folder; removed at the end.
class OwnFolder {
  public:
    OwnFolder();
    ~OwnFolder();
    OwnFolder(const OwnFolder&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// "12 runs, 34 s: what helps most", on standard error when that is a terminal; at most a few times a second.
class RunsLine {
  public:
    RunsLine();
    ~RunsLine();
    void topic(const std::string& what) { topic_ = what; }
    void show(std::size_t runs, std::size_t of = 0);

  private:
    std::string topic_;
    bool terminal_, lines_, shown_ = false;
    std::chrono::steady_clock::time_point began_, last_;
};

// The words of a search's command line, the same for every search.
class SearchWords {
  public:
    void declare(Options& options, const std::string& what_is_kept);
    // Reads the scenario, lets `check` throw what is wrong with it, and opens the folder; `kind` and `more`
    // tell another search's folder apart.
    study::Laboratory open(const std::string& kind, const json::Value& more,
                           const std::function<void(const config::Loaded&)>& check = {});
    bool keeps() const { return !out_.empty(); }
    const std::string& out() const { return out_; }
    const std::vector<config::Assignment>& base() const { return base_; }
    const std::string& scenario() const { return scenario_; }

  private:
    std::string scenario_, seed_, out_;
    Launching launching_;
    std::vector<std::string> sets_;
    std::vector<config::Assignment> base_;
    std::unique_ptr<OwnFolder> own_;
};

// From here on Ctrl-C asks to stop instead of ending the program.
void listen_for_stop();
bool stop_asked();

// Writes DIR/NAME whole; a disk that cannot take it is a failure.
void keep_file(const std::string& folder, std::string_view name, std::string_view text);
// Makes the folder of a result that is no study's; WrongInput when it holds files that are not `ours`.
void prepare_folder(const std::string& folder, const std::string& ours);

}  // namespace mailsim::cli
