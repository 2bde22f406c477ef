// What faults do to the scenario that a drill runs: changes to the estate, to DNS, nodes that fail, and what
// is odd about the mail of the ticket itself.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "json/value.hpp"

namespace mailsim::teach {

class Sickness {
  public:
    // A JSON pointer into the topology and its new value.
    void change(const std::string& pointer, json::Value value) {
        changes.push(json::Value::object({{"target", pointer}, {"value", std::move(value)}}));
    }
    // Replaces all records of that name and type; none: they are gone.
    void records(const std::string& name, const std::string& type, json::Value texts) {
        dns.push(json::Value::object({{"name", name}, {"type", type}, {"records", std::move(texts)}}));
    }
    // From the beginning until the end. kind: "" to find the target by its name, "dns" for a DNS name.
    void fails(const std::string& target, const std::string& mode, const std::string& kind = "") {
        json::Value fault = json::Value::object({{"target", target}, {"mode", mode}});
        if (!kind.empty()) fault.set("kind", kind);
        faults.push(std::move(fault));
    }

    json::Value changes = json::Value::array(), dns = json::Value::array(), faults = json::Value::array();
    std::string written_to;  // the address that the ticket's mail really goes to; "": the right one
    std::string size;        // of the ticket's mail; "": usual
    bool looks_like_spam = false;
};

}  // namespace mailsim::teach
