// The state of the estate when a run starts: how full the mailboxes are, which names the resolvers have in
// memory.
#pragma once
#include "nodes/context.hpp"
#include "run/world.hpp"
#include "scenario/scenario.hpp"

namespace mailsim::run {

void fill_mailboxes(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario);
void fill_caches(nodes::Context<SimWorld>& c, const scenario::Scenario& scenario);

}  // namespace mailsim::run
