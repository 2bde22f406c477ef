// The folder in which a plan is carried out: the inputs as they were when it began, the plan (plan.jsonl, one
// line a run), one result a run (runs/LINE.json). Everything a worker on another machine needs is in it.
// Only one mailsim at a time adds to a plan; workers only add results, each whole or not at all.
//
//   study.json       what the folder is of: tells another study's folder apart
//   inputs/          scenario, topologies, zone files
//   plan.jsonl       line N (from 0) is run N
//   runs/000017.json the result line of run 17
//   rows/000017.sqlite   rows of its recipients, where the plan asks for them
//   watched/000017       what became of each recipient, where other runs are compared with it
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "study/plan.hpp"
#include "study/result.hpp"
#include "study/variant.hpp"

namespace mailsim::study {

struct Opening {
    std::string folder;
    std::string scenario;                  // a file, or the name of a shipped one
    std::vector<config::Assignment> base;  // for every variant, before its own
    std::string purpose;                   // what is done there, as JSON text: "another" when it differs
    bool resume = false;                   // go on with what is there; else the folder must be free
};

// What is wrong with a variant: it is read and checked as its runs will be. Nothing is written.
base::Problems check(const Opening& opening, const Variant& variant);

class Folder {
  public:
    // Reads and checks the scenario, and makes or opens the folder. Problems leave everything as it was.
    static base::expected<Folder, base::Problems> open(const Opening& opening);
    // A folder as it is, for a worker: nothing is written but results.
    static base::expected<Folder, base::Problems> of_worker(const std::string& folder);
    Folder(Folder&&) noexcept;
    Folder& operator=(Folder&&) noexcept;
    ~Folder();

    const std::string& path() const;
    const config::Loaded& base() const;  // the scenario as no variant changes it; not for a worker

    // The line of such a run: a new one, or the one it has. save() writes the plan.
    std::size_t add(const Variant& variant, std::uint64_t replication, Run more = {});
    void save();  // throws std::runtime_error when the disk does not take it
    // Takes away what killed workers began; only when nobody works any more.
    void tidy() const;
    std::size_t size() const;
    Run run(std::size_t line) const;

    // The result of a run; null when it has none yet, or one that is damaged or of other inputs. Read once.
    const Result* result(std::size_t line);
    std::vector<std::size_t> missing();
    // What a run with `watch` left beside its result. Throws std::runtime_error when it is not there, or no
    // more whole.
    Watched watched(std::size_t line) const;
    // What was wrong with files that look like results but are none.
    const std::vector<std::string>& damaged() const;

    // Carries a run out in this process (which may do so once: one engine a process) and leaves its result.
    // Throws when it cannot. False: a self-check failed; the result says which.
    bool carry_out(std::size_t line) const;

  private:
    struct Parts;
    explicit Folder(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace mailsim::study
