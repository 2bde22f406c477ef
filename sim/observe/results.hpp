// results.sqlite: the rows of a run, for anybody who can write SQL. Only writing; comparing runs reads it
// elsewhere. Rows are inserted in the order given, with prepared statements in large transactions and no
// journal: a run that is interrupted still closes it properly, one that is killed leaves a file that must be
// thrown away.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "estate/estate.hpp"
#include "observe/rows.hpp"
#include "observe/summary.hpp"

namespace mailsim::observe {

using RuleName = std::string_view (*)(base::RuleId);  // may be null

class Results {
  public:
    // Creates the file and its tables. Throws std::runtime_error, as all of this does, with the path and the
    // reason.
    Results(const std::string& path, const estate::Estate& estate, base::Duration start_of_week,
            RuleName rule_name);
    ~Results();
    Results(const Results&) = delete;
    Results& operator=(const Results&) = delete;

    void write(std::span<const MessageRow> messages, std::span<const HopRow> hops,
               std::span<const AttemptRow> attempts);
    void write(const FetchRow& row);
    void write(const Curve& curve);  // into samples; a value that is not there (NaN) is no row
    void write(const EventSummary& event);
    void meta(std::string_view key, std::string_view value);
    void close();  // nothing can be written afterwards

  private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

}  // namespace mailsim::observe
