#include "dse/cli/command.hpp"

namespace {

/// Before the first plug-in registers itself: that allocates too.
[[gnu::constructor(101)]] void before_everything() {
  paretree::dse::cli::set_end_without_memory();
}

}  // namespace

int main(int argc, char** argv) {
  return paretree::dse::cli::run_program(argc, argv);
}
