// Points: bounds on paper, shares over many messages with draws.
#include "scene.hpp"

namespace mailsim::decide {

TEST_CASE("on paper a message has the average points of its kind") {
    Scene scene;
    CHECK(scene.ask("fe", Stage::data, setting("spam_score")).action == Action::accept);
    scene.transaction.spam = true;
    CHECK(scene.ask("fe", Stage::data, setting("spam_score")).action == Action::quarantine);  // 14 of 15
    auto strict = setting("spam_score", [](auto& v) { v[0].number = 10; });
    CHECK(scene.code("fe", Stage::data, strict) == 554);
}

// Spam: mean 14, deviation 3. At least 15 points: P(Z >= 1/3) = 36.9 %; from 6 to 15: P(-8/3 <= Z < 1/3)
// = 62.7 %; the rest, 0.4 %, passes. Wanted mail, mean 0: at least 6 points: P(Z >= 2) = 2.3 %.
TEST_CASE("points are spread as the normal distribution says") {
    Scene scene;
    scene.given.node("fe").rules = {setting("spam_score")};
    Policies policies(scene.given.estate);
    base::Draws draws(1, 0);
    auto shares = [&](bool spam) {
        double refused = 0, held = 0;
        const int n = 20000;
        scene.transaction.spam = spam;
        for (int i = 0; i < n; ++i) {
            scene.transaction.key = base::mix(static_cast<std::uint64_t>(i) + 77);
            View view{scene.given.estate, policies, NoQuotaUse(), nullptr, &draws, nullptr, {}};
            Verdict v = judge(view, scene.given.at("fe"), Stage::data, scene.client, scene.transaction);
            refused += v.action == Action::refuse;
            held += v.action == Action::quarantine;
        }
        return std::pair{refused / n, held / n};
    };
    auto [refused, held] = shares(true);
    CHECK(refused == Approx(0.369).margin(0.012));  // three standard errors of 20,000 draws: 1 %
    CHECK(held == Approx(0.627).margin(0.012));
    CHECK(shares(false).second == Approx(0.0228).margin(0.004));
}

}  // namespace mailsim::decide
