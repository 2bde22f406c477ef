// mailsim schema: the JSON Schema of the files that mailsim reads.
#include <array>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/subcommands.hpp"
#include "cli/wrong_input.hpp"
#include "config/schema.hpp"
#include "teach/drill_file.hpp"

namespace mailsim::cli {
namespace {

constexpr std::array<std::string_view, 4> kinds{"topology", "scenario", "study", "drill"};

class Schema : public Subcommand {
  public:
    void declare(Options& options) override {
        options.argument("KIND", kind_, "topology, scenario, study or drill");
        options.flag("--json", json, "changes nothing: a schema is a JSON document");
        options.example("mailsim schema topology > topology.schema.json");
    }
    int run() override {
        auto text = kind_ == "drill" ? std::optional(teach::drill_schema()) : config::schema(kind_);
        if (!text && kind_.empty()) throw WrongInput("KIND", "missing; topology, scenario, study or drill");
        if (!text) throw WrongInput("KIND", base::unknown_name("kind", kind_, kinds));
        print(*text);
        return yes;
    }

  private:
    std::string kind_;
};

}  // namespace

std::unique_ptr<Subcommand> make_schema() { return std::make_unique<Schema>(); }

}  // namespace mailsim::cli
