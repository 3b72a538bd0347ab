#include "dse/cli/command.hpp"

int main(int argc, char** argv) {
  return paretree::dse::cli::run_program(argc, argv);
}
