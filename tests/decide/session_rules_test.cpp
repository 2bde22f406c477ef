// Rules about the session itself: TLS, and whose address the sender is.
#include "scene.hpp"

namespace mailsim::decide {

// Recorded case 18, without STARTTLS: both MAIL and AUTH get 530.
TEST_CASE("require_tls refuses sign-in and mail without TLS on submission ports") {
    Scene scene;
    auto everywhere = setting("require_tls", [](auto& v) { v[0].number = 1; });
    CHECK(scene.code("fe", Stage::mail, setting("require_tls")) == 250);
    CHECK(scene.code("fe", Stage::mail, everywhere) == 530);
    scene.client.protocol = estate::Protocol::submission;
    CHECK(scene.words("fe", Stage::mail, setting("require_tls")) ==
          "530 5.7.0 Must issue a STARTTLS command first");
    CHECK(scene.code("fe", Stage::auth, setting("require_tls")) == 530);
    scene.client.tls = true;
    CHECK(scene.code("fe", Stage::mail, setting("require_tls")) == 250);
    CHECK(scene.code("fe", Stage::auth, setting("require_tls")) == 235);
}

// Recorded case 13.
TEST_CASE("sender_login refuses the address of somebody else") {
    Scene scene;
    scene.client.login = scene.given.address("ali@here.example");
    auto says = [&](const char* sender, bool same_domain = false) {
        scene.transaction.sender = *sender ? scene.given.address(sender) : mail::Address{};
        return scene.words("fe", Stage::rcpt,
                           setting("sender_login", [&](auto& v) { v[0].number = same_domain; }));
    };
    CHECK(says("ali@here.example") == "250 2.1.5 Ok");
    CHECK(says("") == "250 2.1.5 Ok");
    CHECK(says("sana@here.example") ==
          "553 5.7.1 <sana@here.example>: Sender address rejected: not owned by user ali@here.example");
    CHECK(says("sana@here.example", true) == "250 2.1.5 Ok");
    CHECK(says("omar@safe.example", true).substr(0, 3) == "553");
    scene.client.login = {};
    CHECK(says("sana@here.example") == "250 2.1.5 Ok");
}

}  // namespace mailsim::decide
