// What a request wants changed: a scenario or an estate by name, with further faults, records, changes of the
// estate and assignments. Makes of it the scenario file and the --set words that the command line takes;
// whether they are right is said by the program itself.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "json/value.hpp"
#include "serve/catalog.hpp"

namespace mailsim::serve {

// Reads a request's body member by member; mistakes gather as problems of the file "request".
class Body {
  public:
    explicit Body(const std::string& text);
    std::string text(const std::string& key, const std::string& otherwise = "");
    std::optional<double> number(const std::string& key);
    bool flag(const std::string& key);
    const json::Value* list(const std::string& key);
    const json::Value* object(const std::string& key);
    void refuse(const std::string& key, const std::string& message);
    void refuse_unknown();  // members that nobody asked for
    const base::Problems& problems() const { return problems_; }
    const json::Value& tree() const { return tree_; }

  private:
    const json::Value* member(const std::string& key);
    json::Value tree_ = json::Value::object();
    base::Problems problems_;
    std::vector<std::string> known_;
};

struct Wish {
    std::string topology_argument;  // of the estate it is about
    json::Value document;           // the scenario, to be written to a file
    std::vector<std::string> sets;  // POINTER=VALUE
    bool changes_nothing = true;    // an estate by its name, as it is
};
// Mistakes go into the body's problems; so do changes that would name a file.
Wish read_wish(Body& body, const Catalog& catalog);

// Mistakes of `key` for whatever text in the tree points to a place that names files.
void refuse_files(Body& body, const std::string& key, const json::Value& tree);

}  // namespace mailsim::serve
