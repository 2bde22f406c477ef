// Dialects of node logs: each takes the events of one run and writes lines for one node after the other. One
// file a dialect in dialects/, one line each in registry.cpp.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "render/event.hpp"
#include "render/scene.hpp"

namespace mailsim::render {

// Where lines go. `line` has no line end.
class Lines {
  public:
    virtual ~Lines() = default;
    virtual void write(base::NodeId node, const std::string& line) = 0;
};

struct LogDialect {
    std::string_view name;    // "postfix"
    std::string_view file;    // of a node's log in a folder: "mail.log"
    std::string_view title;   // one line for people
    std::string_view header;  // first lines of a file, for a form that was not checked against real logs
    std::unique_ptr<Listener> (*make)(const Scene&, Lines&);
};

std::span<const LogDialect> log_dialects();
const LogDialect* find_log_dialect(std::string_view name);

// Fields that a dialect writes, for `explain`: name, meaning, source.
struct LogField {
    std::string_view dialect, name, meaning, source;
};
std::span<const LogField> log_fields();

}  // namespace mailsim::render
