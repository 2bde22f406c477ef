// mailsim: the way from arguments to an exit status. Every mistake and every failure ends here.
#include <cstdio>
#include <exception>

#include "cli/output.hpp"
#include "cli/program.hpp"
#include "cli/wrong_input.hpp"

namespace mailsim::cli {
namespace {

int run(int count, const char* const* arguments) {
    Wanted wanted;
    try {
        read_arguments(count, arguments, wanted);
        if (wanted.subcommand) return wanted.subcommand->run();
        print(wanted.text);
        return yes;
    } catch (const WrongInput& wrong) {
        print_problems(wrong.problems);
        if (wanted.subcommand && wanted.subcommand->json)
            print_json(json::Value::object({{"problems", problems_json(wrong.problems)}}));
        return wrong_input;
    }
}

}  // namespace
}  // namespace mailsim::cli

int main(int count, char** arguments) {
    try {
        return mailsim::cli::run(count, arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "mailsim: failed: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "mailsim: failed for a reason unknown\n");
    }
    return mailsim::cli::failed;
}
