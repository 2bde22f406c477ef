// mailsim path: one message on paper, or every documented flow.
#include "path/path.hpp"

#include <fmt/format.h>

#include "cli/inputs.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/sign_in.hpp"
#include "cli/subcommands.hpp"
#include "cli/values.hpp"
#include "cli/wrong_input.hpp"
#include "path/flows.hpp"
#include "report/path_json.hpp"
#include "report/path_text.hpp"

namespace mailsim::cli {
namespace {

class Path : public Subcommand {
  public:
    void declare(Options& options) override {
        options.value("--from", from_, "ADDRESS", "who sends; \"<>\" for the null sender");
        options.value("--to", to_, "ADDRESS", "the recipient");
        options.value("--client", client_, "KIND",
                      "outlook, outlook-pop3, outlook-mapi, webmail, phone or peer; by default as the "
                      "sender's domain says");
        options.value("--size", size_, "BYTES",
                      "size of the message, like 15000 or \"10 MB\" (default: 15 KB)");
        options.flag("--spam", spam_,
                     "the message is spam, and as likely to be found as the estate's scanners say");
        declare_sign_in(options, sign_in_);
        options.flag("--all", all_, "every documented flow with its verdict, instead of one message");
        declare_inputs(options, names_);
        options.value("--at", at_, "TIME", "the instant of the scenario, like \"12 h\" (default: its start)");
        options.flag("--json", json, "one JSON document");
        options.example(
            "mailsim path --from ali@acme.example --to friend@gmail.com\n"
            "  mailsim path --from friend@gmail.com --to full@acme.example --size \"2 MB\"\n"
            "  mailsim path --all");
    }

    int run() override {
        if (all_) return every_flow();
        if (from_.empty()) throw WrongInput("--from", "missing; or --all for every documented flow");
        if (to_.empty()) throw WrongInput("--to", "missing");
        Inputs inputs = read_inputs(names_);
        path::Request request = read_request(inputs);
        decide::Policies policies(inputs.estate);
        path::MeanQuotaUse quotas(inputs.estate, inputs.scenario.initial.quota_fill);
        path::Walk walk = path::walk(inputs.estate, policies, quotas, request);
        if (json)
            print_json(report::path_json(inputs.estate, request, walk));
        else
            print(report::path_text(inputs.estate, request, walk, report::Ink(wants_colour())));
        return walk.outcome == mail::Outcome::delivered ? yes : no;
    }

  private:
    path::Request read_request(Inputs& inputs) {
        path::Request request;
        request.from = read_address(inputs.estate.book, "--from", from_, true);
        request.to = read_address(inputs.estate.book, "--to", to_, false);
        request.size = read_size("--size", size_);
        request.spam = spam_;
        request.client =
            client_.empty() ? inputs.estate.client_kind(request.from) : read_client("--client", client_);
        if (estate::is_person(*request.client)) check_person(inputs.estate, request);
        request.sign_in = cli::read_sign_in(inputs.estate, sign_in_, *request.client);
        request.off = nodes_off(inputs, read_instant("--at", at_));
        return request;
    }

    // People of other providers use their provider's servers, which are outside this estate.
    void check_person(const estate::Estate& estate, const path::Request& request) const {
        const estate::Domain* domain = estate.domain(request.from.domain);
        if (domain && !domain->outside) return;
        std::string who = request.from.null() ? "the null sender" : estate.book.text(request.from);
        throw WrongInput("--client",
                         fmt::format("'{}' is how a person of the estate sends, but {} is not of the estate; "
                                     "use --client peer, or leave it out",
                                     client_, who));
    }

    int every_flow() {
        for (const auto& [option, value] : {std::pair{"--from", from_}, {"--to", to_}, {"--client", client_}})
            if (!value.empty()) throw WrongInput(option, "not together with --all");
        if (sign_in_.given()) throw WrongInput("--sign-in", "not together with --all");
        Inputs inputs = read_inputs(names_);
        path::MeanQuotaUse quotas(inputs.estate, inputs.scenario.initial.quota_fill);
        std::vector<base::NodeId> off = nodes_off(inputs, read_instant("--at", at_));
        std::vector<path::FlowResult> flows = path::walk_flows(inputs.estate, quotas, off);
        bool good = true;
        for (const path::FlowResult& flow : flows) good = good && flow.as_expected();
        if (json)
            print_json(report::flows_json(inputs.estate, flows));
        else
            print(report::flows_text(inputs.estate, flows, report::Ink(wants_colour())));
        return good ? yes : no;
    }

    std::string from_, to_, client_, size_ = "15000", at_ = "0 s";
    bool spam_ = false, all_ = false;
    SignInNames sign_in_;
    InputNames names_;
};

}  // namespace

std::unique_ptr<Subcommand> make_path() { return std::make_unique<Path>(); }

}  // namespace mailsim::cli
