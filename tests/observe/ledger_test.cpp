#include "observe/ledger.hpp"

#include <catch2/catch.hpp>

#include "fixture.hpp"

using namespace mailsim;
using namespace mailsim::observe::test;
using facts::Kind;
using observe::Ledger;

namespace {

void take(Ledger& ledger, std::initializer_list<std::pair<Kind, base::NodeId>> facts) {
    for (auto [kind, node] : facts) ledger.take(fact(kind, 0s, node));
}

}  // namespace

TEST_CASE("a balanced ledger shows no difference") {
    estate::Estate estate;
    fill(estate);
    Ledger ledger(4);
    // Three offered at mta1, one refused; one delivered at be2, one still at fe. A DSN from be2 went to
    // gmail.
    take(ledger, {{Kind::offered, mta},
                  {Kind::offered, mta},
                  {Kind::offered, mta},
                  {Kind::rejected, mta},
                  {Kind::accepted, mta},
                  {Kind::accepted, mta},
                  {Kind::handed_on, mta},
                  {Kind::handed_on, mta},
                  {Kind::received, fe},
                  {Kind::received, fe},
                  {Kind::handed_on, fe},
                  {Kind::received, be},
                  {Kind::bounced, be},
                  {Kind::created, be},
                  {Kind::handed_on, be},
                  {Kind::received, peer},
                  {Kind::delivered, peer}});
    std::uint64_t queued[] = {0, 1, 0, 0};
    CHECK(ledger.check(estate, queued).empty());
    observe::LedgerSummary all = ledger.total().summary(1);
    CHECK(all.offered == 3);
    CHECK(all.accepted + all.created == all.delivered + all.bounced + all.queued);
}

TEST_CASE("each broken law is named") {
    struct Case {
        const char* what;
        std::initializer_list<std::pair<Kind, base::NodeId>> facts;
        std::vector<std::uint64_t> queued;
        std::vector<std::string> says;
    };
    const Case cases[] = {
        {"an answer without an offer", {{Kind::rejected, mta}}, {0, 0, 0, 0}, {"0 offered"}},
        {"an offer without an answer", {{Kind::offered, mta}}, {0, 0, 0, 0}, {"1 offered"}},
        {"lost at fe",
         {{Kind::offered, fe}, {Kind::accepted, fe}},
         {0, 0, 0, 0},
         {"ledger of fe", "ledger of the estate"}},
        {"the queue holds what never came", {}, {0, 0, 2, 0}, {"ledger of be2", "ledger of the estate"}},
        {"lost between two nodes",
         {{Kind::created, mta}, {Kind::handed_on, mta}},
         {0, 0, 0, 0},
         {"ledger of the estate"}},
        {"in two queues at once",
         {{Kind::created, mta}, {Kind::received, fe}},
         {1, 1, 0, 0},
         {"ledger of the estate"}},
    };
    estate::Estate estate;
    fill(estate);
    for (const Case& c : cases) {
        CAPTURE(c.what);
        Ledger ledger(4);
        take(ledger, c.facts);
        std::vector<std::string> lines = ledger.check(estate, c.queued);
        REQUIRE(lines.size() == c.says.size());
        for (std::size_t i = 0; i < lines.size(); ++i) CHECK_THAT(lines[i], Catch::Contains(c.says[i]));
    }
}
