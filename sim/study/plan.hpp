// A plan: what is to be run, one line a run, each line enough to carry its run out. It only grows. Not here:
// where it is kept (folder.hpp) and who carries it out (execute.hpp).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "study/pairing.hpp"

namespace mailsim::study {

struct Run {
    std::vector<config::Assignment> set;  // what the variant changes
    std::uint64_t replication = 0;        // same number in two variants: the same random draws (pairs)
    std::vector<std::string> curves;      // minute curves to keep in the result: "queue", "delay_mean"
    bool stations = false;                // keep every station's figures in the result
    bool rows = false;                    // keep a row of every recipient: rows/LINE.sqlite
    bool watch = false;                   // keep what became of each recipient: watched/LINE
    std::optional<PairWith> pair;         // compare with a run that was watched
};

// A run as its line in the plan's file, without the line's end; and back. On failure: why.
std::string to_line(const Run& run);
base::expected<Run, std::string> run_of_line(std::string_view text);

class Plan {
  public:
    // The line of this run, from 0; a run that is in the plan already keeps the line it has.
    std::size_t add(const Run& run);
    std::size_t size() const { return lines_.size(); }
    const std::string& text(std::size_t line) const { return lines_[line]; }
    Run run(std::size_t line) const;

  private:
    std::vector<std::string> lines_;
    std::map<std::string, std::size_t, std::less<>> known_;
};

// 64 bits of FNV-1a as 16 hexadecimal digits: tells texts apart, keeps nothing secret.
std::string fingerprint(std::string_view text);

}  // namespace mailsim::study
