#include "cli/replay_source.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "cli/values.hpp"
#include "cli/version.hpp"
#include "cli/wrong_input.hpp"
#include "json/read.hpp"

namespace mailsim::cli {
namespace {

namespace fs = std::filesystem;

std::uint64_t read_number(std::string_view option, const std::string& text, std::uint64_t most) {
    std::uint64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most)
        throw WrongInput(option, fmt::format("'{}' is not a whole number from 0 to {}", text, most));
    return value;
}

void refuse_given(const ReplayNames& names, std::string_view why) {
    for (const auto& [option, value] : {std::pair{"--from", names.from},
                                        {"--to", names.to},
                                        {"--client", names.client},
                                        {"--size", names.size},
                                        {"--seed", names.seed},
                                        {"--topology", names.inputs.topology},
                                        {"--scenario", names.inputs.scenario}})
        if (!value.empty()) throw WrongInput(option, why);
    if (!names.inputs.sets.empty()) throw WrongInput("--set", why);
    if (names.sign_in.given()) throw WrongInput("--sign-in", why);
}

// A person of another provider, or a peer's server that claims to be a person of ours.
void check_client(const estate::Estate& estate, mail::Address from, const std::string& client) {
    if (client.empty() || !estate::is_person(read_client("--client", client))) return;
    const estate::Domain* domain = estate.domain(from.domain);
    if (domain && !domain->outside) return;
    throw WrongInput("--client",
                     fmt::format("'{}' is how a person of the estate sends, but {} is not of the estate; use "
                                 "--client peer, or leave it out",
                                 client, estate.book.text(from)));
}

ReplaySource one_message(const ReplayNames& names) {
    if (!names.message.empty()) throw WrongInput("--message", "only with the folder of a run");
    if (names.from.empty())
        throw WrongInput("--from", "missing; or name a scenario, or the folder of a run with --message");
    if (names.to.empty()) throw WrongInput("--to", "missing");
    Inputs inputs = read_inputs(names.inputs);
    mail::Address from = read_address(inputs.estate.book, "--from", names.from, false);
    read_address(inputs.estate.book, "--to", names.to, false);
    check_client(inputs.estate, from, names.client);
    estate::ClientKind kind =
        names.client.empty() ? inputs.estate.client_kind(from) : read_client("--client", names.client);
    estate::SignIn sign_in = read_sign_in(inputs.estate, names.sign_in, kind);
    const estate::Domain* domain = inputs.estate.domain(from.domain);
    if ((!domain || domain->outside) && !(domain ? domain->home : inputs.estate.outsiders).valid())
        throw WrongInput("--from",
                         fmt::format("no peer of {} could send for '{}'", inputs.estate.name, names.from));
    ReplaySource source{
        run::one_message(inputs.estate.book.text(from), names.to), std::move(inputs.estate), {}, {}, {}, {}};
    scenario::SingleMessage& message = source.scenario.load.messages[0];
    source.scenario.faults = inputs.scenario.faults;
    source.scenario.initial = inputs.scenario.initial;
    message.sign_in = sign_in.how;
    message.login = names.sign_in.login;
    message.tls = sign_in.tls;
    if (!names.size.empty()) message.size = read_size("--size", names.size);
    if (!names.client.empty()) message.client = read_client("--client", names.client);
    if (!names.seed.empty()) source.scenario.seed = read_number("--seed", names.seed, UINT64_MAX);
    source.watch.luck = !names.seed.empty();
    source.watch.follows = run::single_messages(source.scenario);
    return source;
}

ReplaySource of_scenario(const ReplayNames& names) {
    if (!names.message.empty())
        throw WrongInput("--message", fmt::format("'{}' is not the folder of a run (it holds no recipe.json)",
                                                  names.what));
    for (const auto& [option, value] : {std::pair{"--from", names.from},
                                        {"--to", names.to},
                                        {"--client", names.client},
                                        {"--size", names.size},
                                        {"--scenario", names.inputs.scenario}})
        if (!value.empty())
            throw WrongInput(option, "not together with a scenario: it has messages of its own");
    InputNames inputs = names.inputs;
    inputs.scenario = names.what;
    Inputs read = read_inputs(inputs);
    if (names.sign_in.given())
        throw WrongInput("--sign-in", "not together with a scenario: it has messages of its own");
    if (read.scenario.load.messages.empty())
        throw WrongInput(
            "SCENARIO",
            fmt::format(
                "'{}' has no single messages to follow (/load/messages); run it with 'mailsim run', then "
                "'mailsim replay DIR --message ID'",
                names.what));
    ReplaySource source{std::move(read.scenario), std::move(read.estate), {}, {}, {}, {}};
    if (!names.seed.empty()) source.scenario.seed = read_number("--seed", names.seed, UINT64_MAX);
    source.watch.follows = run::single_messages(source.scenario);
    return source;
}

ReplaySource of_run(const ReplayNames& names) {
    if (names.message.empty())
        throw WrongInput("--message", "missing: which row of messages in results.sqlite");
    refuse_given(names, "not with the folder of a run: its recipe says all");
    auto id = static_cast<std::uint32_t>(read_number("--message", names.message, 0xfffffffeu));
    std::string file = (fs::path(names.what) / "recipe.json").string();
    base::Problems problems;
    auto document = json::read_file(file, problems);
    auto recipe = document ? report::read_recipe(*document, file, problems) : std::nullopt;
    if (!recipe) throw WrongInput(problems);
    auto files = std::make_unique<report::UnpackedRecipe>(*recipe);
    auto loaded = config::load_scenario(files->scenario());
    if (!loaded) throw WrongInput(loaded.error());
    ReplaySource source{std::move(loaded->scenario), std::move(loaded->estate), {}, id, {}, std::move(files)};
    std::string results = (fs::path(names.what) / "results.sqlite").string();
    std::error_code error;
    if (fs::exists(results, error)) source.kept = report::read_kept_row(results, id, problems);
    if (!problems.empty()) throw WrongInput(problems);
    if (recipe->version != version)
        std::fprintf(stderr, "mailsim: the run was made by mailsim %s, this is %s: they may differ\n",
                     recipe->version.c_str(), version);
    // What an alias made later belongs to a message too; its row says to which.
    if (source.kept) {
        source.watch.follows = [wanted = source.kept->message](const mail::Message& m) {
            return m.id.value == wanted;
        };
        return source;
    }
    source.watch.follows = [id](const mail::Message& m) {
        return id >= m.first_recipient.value && id - m.first_recipient.value < m.recipient_count;
    };
    return source;
}

}  // namespace

ReplaySource read_source(const ReplayNames& names) {
    if (names.what.empty()) return one_message(names);
    std::error_code error;
    return fs::exists(fs::path(names.what) / "recipe.json", error) ? of_run(names) : of_scenario(names);
}

}  // namespace mailsim::cli
