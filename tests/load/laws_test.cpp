#include <catch2/catch.hpp>
#include <cmath>

#include "load/recipients.hpp"
#include "load/senders.hpp"
#include "load/sizes.hpp"

using namespace mailsim;
using namespace mailsim::load;

namespace {
const base::Draws draws(11, 0);
double u(std::uint64_t n) { return draws.uniform(n, base::Purpose::test); }
}  // namespace

TEST_CASE("measured sizes follow the table of 2002") {
    Sizes sizes;
    sizes.law = Sizes::Law::measured_2002;
    struct Row {
        std::int64_t kilobytes;
        double share;
    };
    const int n = 200000;
    for (Row row :
         {Row{2, .235}, Row{4, .492}, Row{8, .676}, Row{64, .905}, Row{512, .972}, Row{2048, .9996}}) {
        int below = 0;
        for (int i = 0; i < n; ++i)
            below += sizes.size((i + 0.5) / n, false).count <= row.kilobytes * 1024 ? 1 : 0;
        CHECK(below / double(n) == Approx(row.share).margin(3e-4));
    }
    CHECK(sizes.size(0, false).count == 300);
    CHECK(sizes.size(0.99999999, false).count <= 10240000);
}

// Median 15 KB. Above 1 MB: ln(1e6/15e3)/1.8 = 2.333, 0.98 % of messages. Pareto 1.2: twice the size is
// exceeded by 2^-1.2 = 0.435 of them.
TEST_CASE("modern sizes have a lognormal body and a Pareto tail") {
    Sizes sizes;
    CHECK(sizes.size(0.5, false).count == Approx(15000).margin(2));
    int above_1 = 0, above_2 = 0;
    const int n = 1000000;
    for (int i = 0; i < n; ++i) {
        auto bytes = sizes.size((i + 0.5) / n, false).count;
        above_1 += bytes > 1000000 ? 1 : 0;
        above_2 += bytes > 2000000 ? 1 : 0;
    }
    CHECK(above_1 / double(n) == Approx(0.0098).epsilon(0.01));
    CHECK(above_2 / double(above_1) == Approx(0.435).epsilon(0.01));
    CHECK(sizes.size(0.5, true).count == Approx(2500).margin(1));
    CHECK(sizes.size(0.9999999, false).count == 10240000);
}

TEST_CASE("constant sizes are constant, spam too") {
    Sizes sizes;
    sizes.law = Sizes::Law::constant;
    CHECK(sizes.size(0.1, false).count == 10000);
    CHECK(sizes.size(0.9, true).count == 10000);
}

TEST_CASE("sizes grow with the draw") {
    for (auto name : size_law_names()) {
        Sizes sizes;
        sizes.law = named_size_law(name);
        for (int i = 1; i < 1000; ++i)
            CHECK(sizes.size(i / 1000.0, false) >= sizes.size((i - 1) / 1000.0, false));
    }
}

// Ham: 0.8 for 1; of the others P(n) ~ 1/n^2 for 2 to 50, whose sum is 0.62513: P(2) = 0.2 * 0.25 / 0.62513 =
// 0.07998.
TEST_CASE("most messages have one recipient, the others a Zipf tail") {
    RecipientCounts counts;
    const int n = 500000;
    double one = 0, two = 0, sum = 0, spam_sum = 0;
    std::uint32_t most = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        auto count = counts.count(u(i), false);
        one += count == 1 ? 1 : 0;
        two += count == 2 ? 1 : 0;
        sum += count;
        spam_sum += counts.count(u(i), true);
        most = std::max(most, count);
    }
    CHECK(one / n == Approx(0.8).margin(0.002));
    CHECK(two / n == Approx(0.07998).margin(0.0016));
    CHECK(most == 50);
    CHECK(sum / n == Approx(counts.mean(false)).epsilon(0.01));
    CHECK(spam_sum / n == Approx(counts.mean(true)).epsilon(0.02));
    CHECK(counts.mean(true) > 2 * counts.mean(false));
    CHECK(counts.count(0, false) == 1);
    CHECK(counts.count(std::nextafter(1.0, 0.0), false) == 50);
}

TEST_CASE("an alias table draws by weight") {
    const std::vector<double> weights{5, 0, 1, 3, 0.5, 0.5};
    AliasTable table(weights);
    std::vector<double> seen(weights.size());
    const int n = 300000;
    for (std::uint64_t i = 0; i < n; ++i) seen[table.pick(u(i))] += 1;
    double chi2 = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        double expected = n * weights[i] / 10;
        if (expected > 0) chi2 += (seen[i] - expected) * (seen[i] - expected) / expected;
    }
    CHECK(seen[1] == 0);
    CHECK(chi2 < 18.5);  // 4 degrees of freedom, 0.1 %
    CHECK(AliasTable(std::vector<double>{2}).pick(0.99) == 0);
}

TEST_CASE("senders come from populations by mailboxes times weight") {
    AddressPicker picker({{{0}, 0, 100, 1}, {{1}, 50, 100, 3}, {{2}, 0, 0, 9}});
    const int n = 100000;
    int second = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        auto a = picker.pick(draws, i, base::Purpose::sender);
        second += a.domain.value == 1 ? 1 : 0;
        CHECK((a.domain.value == 0 ? a.local < 100 : a.local >= 50 && a.local < 150));
    }
    CHECK(second / double(n) == Approx(0.75).margin(0.006));
}

TEST_CASE("recipients are internal and in the same domain as often as the mixing says") {
    AddressPicker inside({{{0}, 0, 10, 1}, {{1}, 0, 1000000, 1}}), outside({{{7}, 0, 1000, 1}});
    RecipientPicker picker(inside, outside, {0.5, 0.6});
    const mail::Address sender{{0}, 3};
    const int n = 100000;
    int internal = 0, same = 0, self = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        auto to = picker.pick(draws, i, sender, 0);
        internal += to.domain.value != 7 ? 1 : 0;
        same += to.domain.value == 0 ? 1 : 0;
        self += to == sender ? 1 : 0;
    }
    CHECK(internal / double(n) == Approx(0.5).margin(0.007));
    CHECK(same / double(internal) == Approx(0.6).margin(0.01));
    CHECK(self == 0);
}

TEST_CASE("one picker does for everything when the other is empty") {
    AddressPicker some({{{4}, 0, 10, 1}});
    const mail::Address stranger{{9}, 0};
    CHECK(RecipientPicker(some, {}, {}).pick(draws, 1, stranger, 0).domain.value == 4);
    CHECK(RecipientPicker({}, some, {}).pick(draws, 1, stranger, 0).domain.value == 4);
    CHECK(RecipientPicker(some, {}, {1, 0}).pick(draws, 1, {}, 0).domain.value == 4);
}
