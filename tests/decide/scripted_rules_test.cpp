// The rules of scripted peers: a chosen refusal for a while, and an answer that comes late.
#include "scene.hpp"

namespace mailsim::decide {
namespace {

estate::Setting refusal(const char* at, double code, const char* enhanced, double attempts) {
    return setting("fixed_reply", [=](auto& v) {
        v[0].text = at;
        v[1].number = code;
        v[2].text = enhanced;
        v[3].text = "not now";
        v[4].number = attempts;
    });
}

}  // namespace

TEST_CASE("fixed_reply refuses at its stage, to the first attempts of a message or for ever") {
    Scene scene;
    struct {
        const char* at;
        Stage asked;
        double attempts;
        unsigned attempt;
        int code;
    } cases[] = {
        {"rcpt", Stage::rcpt, 2, 0, 450}, {"rcpt", Stage::rcpt, 2, 1, 450},  {"rcpt", Stage::rcpt, 2, 2, 250},
        {"rcpt", Stage::mail, 2, 0, 250}, {"mail", Stage::mail, 0, 99, 450}, {"data", Stage::data, 1, 0, 450},
    };
    for (const auto& c : cases) {
        scene.transaction.attempt = static_cast<std::uint16_t>(c.attempt);
        CHECK(scene.code("fe", c.asked, refusal(c.at, 450, "4.2.0", c.attempts)) == c.code);
    }
}

// 1.2 s after 3.5 s is 4.7 s: at once then, or with all others at the next whole second.
TEST_CASE("slow_answer adds time to the answer at its stage") {
    Scene scene;
    auto slow = setting("slow_answer", [](auto& v) {
        v[0].text = "data";
        v[1].number = 1.2e9;
        v[2].number = 1e9;
    });
    auto& rules = scene.given.node("fe").rules;
    rules = {slow};
    Policies policies(scene.given.estate);
    View view{scene.given.estate, policies, NoQuotaUse(), nullptr, nullptr, nullptr, {}};
    base::NodeId fe = scene.given.at("fe");
    Verdict late = judge(view, fe, Stage::data, scene.client, scene.transaction);
    CHECK(late.accepted());
    CHECK(late.cost.wait == std::chrono::milliseconds(1200));
    CHECK(late.cost.step == std::chrono::seconds(1));
    CHECK(judge(view, fe, Stage::rcpt, scene.client, scene.transaction).cost.wait.count() == 0);
}

}  // namespace mailsim::decide
