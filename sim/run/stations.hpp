// The stations of a run as the observer wants them: every host's processor and disk, every node's kinds of
// process, every shared link. Their own records are the engine's; who is inside at the end, the roles know.
#pragma once
#include <utility>
#include <vector>

#include "nodes/context.hpp"
#include "observe/station.hpp"
#include "run/world.hpp"

namespace mailsim::run {

class Stations {
  public:
    explicit Stations(nodes::Context<SimWorld>& c);  // numbers them and tells the nodes
    const std::vector<observe::StationRow>& rows() const { return rows_; }
    const std::vector<observe::StationState>& states();

  private:
    base::StationId add(observe::StationRow row);
    void add_links();
    void links();
    void processor(observe::StationState& state, const observe::StationRow& row);
    void disk(observe::StationState& state, const observe::StationRow& row);
    void places(observe::StationState& state, const observe::StationRow& row);
    nodes::Context<SimWorld>& c_;
    std::vector<observe::StationRow> rows_;
    std::vector<observe::StationState> states_;
    std::vector<std::pair<base::StationId, base::LinkId>> links_;
};

}  // namespace mailsim::run
