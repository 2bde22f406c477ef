// How each subcommand is made; each is defined in the file of its name.
#pragma once
#include "cli/subcommand.hpp"

namespace mailsim::cli {

std::unique_ptr<Subcommand> make_check();
std::unique_ptr<Subcommand> make_path();
std::unique_ptr<Subcommand> make_diff();
std::unique_ptr<Subcommand> make_explain();
std::unique_ptr<Subcommand> make_schema();
std::unique_ptr<Subcommand> make_run();
std::unique_ptr<Subcommand> make_compare();
std::unique_ptr<Subcommand> make_lab();
std::unique_ptr<Subcommand> make_study();
std::unique_ptr<Subcommand> make_replay();
std::unique_ptr<Subcommand> make_capacity();
std::unique_ptr<Subcommand> make_survive();
std::unique_ptr<Subcommand> make_serve();
std::unique_ptr<Subcommand> make_drill();
std::unique_ptr<Subcommand> make_growth();
std::unique_ptr<Subcommand> make_sensitivity();
std::unique_ptr<Subcommand> make_twin();
std::unique_ptr<Subcommand> make_figure();

}  // namespace mailsim::cli
