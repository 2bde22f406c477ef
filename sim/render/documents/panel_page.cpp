// The page "Track Delivery" as text.
#include <fmt/format.h>

#include "render/document.hpp"
#include "render/panel.hpp"

namespace mailsim::render {

std::string panel_page(const View& view) {
    Clock clock(view.scene.start_of_week);
    std::string out = fmt::format("{:<8}  {:<19}  {:<8}  {:<26}  {:<26}\n", "Event", "Time", "Server",
                                  "Sender", "Recipient");
    auto rows = panel_rows(view.scene, view.record, view.address, view.node, view.at);
    for (const PanelRow& row : rows) {
        out +=
            fmt::format("{:<8}  {:<19}  {:<8}  {:<26}  {:<26}\n", name(row.state), clock.iso(row.at),
                        view.scene.node(row.node).id, row.sender.empty() ? "<>" : row.sender, row.recipient);
        out +=
            fmt::format("          id {}, from {} [{}]{}, {} bytes\n          {}\n", row.id, row.sender_host,
                        row.sender_address, row.host.empty() ? "" : ", to " + row.host, row.size, row.result);
    }
    return rows.empty() ? "No records found.\n" : out;
}

}  // namespace mailsim::render
