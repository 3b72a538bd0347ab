// Who may include whom, and where does each package live? The tables below are the documentation.
#include "tests/architecture/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::architecture {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Layer {
  std::string folder;
  std::vector<std::string> may_include;  ///< beside itself
};

/// The deepest row that a path lies in holds for it. `dse` has a row for each of its folders.
const std::vector<Layer> layers = {
    {"tensor", {}},
    {"hwmodel", {}},
    {"sweeps", {}},
    {"results", {}},
    {"dse/core", {"tensor", "hwmodel", "sweeps", "results"}},
    {"dse/trees", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/objectives", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/accuracy", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/pareto", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/exec", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/space", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/lowering", {"tensor", "hwmodel", "sweeps", "results", "dse/core"}},
    {"dse/search", {"tensor", "hwmodel", "sweeps", "results", "dse/core", "dse/pareto"}},
    {"dse/study",
     {"tensor", "hwmodel", "sweeps", "results", "dse/core", "dse/pareto", "dse/exec", "dse/space",
      "dse/lowering"}},
    // The checker shares the models with the search, and nothing of the search.
    {"dse/check",
     {"tensor", "hwmodel", "sweeps", "results", "dse/core", "dse/exec", "dse/space", "dse/lowering",
      "dse/study/certificate.hpp", "dse/study/plain_design.hpp", "dse/study/problem.hpp"}},
    // The Python package: what notebooks call, on the same footing as the command line.
    {"dse/python", {"tensor", "hwmodel", "sweeps", "results", "dse/core", "dse/exec", "dse/study"}},
    {"dse/cli",
     {"tensor", "hwmodel", "sweeps", "results", "dse/core", "dse/check", "dse/exec", "dse/lowering",
      "dse/study"}},
};

/// Where a package may be included, by the beginning of the include's name.
struct Home {
  std::string package;
  std::vector<std::string> folders;  ///< or files; empty: anywhere
  bool in_headers = false;           ///< may stand in a header, too
};

const std::vector<Home> homes = {
    {"fmt/", {}, true},
    {"boost/", {"tensor/plan"}},
    {"zlib.h", {"tensor/io"}},
    {"onnx/", {"tensor/io"}},
    {"Eigen/", {"tensor"}},
    {"immintrin.h", {"tensor/lstm"}, true},  // the compiler's own
    {"xmmintrin.h", {"tensor/lstm"}, true},
    {"yaml-cpp/", {"sweeps/yaml"}},
    {"sqlite3.h", {"results/store"}},
    {"cairo", {"results/chart"}},
    {"httplib.h", {"results/serve"}},
    {"nlohmann/", {"results/json.hpp"}, true},
    {"tbb/", {"dse/exec"}},
    {"oneapi/", {"dse/exec"}},
    {"muParser", {"dse/space"}},
    {"xxhash.h", {"dse/core"}},
    {"CLI/", {"dse/cli"}, true},
    {"pybind11/", {"dse/python"}},
    // POSIX: locks and files of the store, and whether stderr is a terminal
    // and programs that are started
    {"fcntl.h", {"results/store", "dse/exec", "dse/core/command_answer.cpp"}},
    {"poll.h", {"dse/core/command_answer.cpp"}},
    {"cxxabi.h", {"dse/cli/program.cpp"}},
    {"unistd.h", {"results/store", "dse/study", "dse/exec", "dse/core/command_answer.cpp"}},
    {"sys/", {"results/store", "dse/exec", "dse/core/command_answer.cpp"}},
};

bool is_standard(const std::string& name) {
  return name.find('/') == std::string::npos && name.find('.') == std::string::npos;
}

Faults layering_faults(const SourceFile& file) {
  const auto layer = std::find_if(layers.begin(), layers.end(), [&](const Layer& row) {
    return is_in(file.folder(), row.folder);
  });
  if (layer == layers.end()) {
    return {file.path + ": its folder has no row in the table of layers"};
  }
  Faults faults;
  for (const Include& include : includes_of(file)) {
    if (!include.quoted) {
      continue;
    }
    const bool legal =
        is_in(include.name, layer->folder) ||
        std::any_of(layer->may_include.begin(), layer->may_include.end(),
                    [&](const std::string& folder) { return is_in(include.name, folder); });
    if (!legal) {
      faults.push_back(file.path + ": " + layer->folder + " may not include " + include.name);
    }
  }
  return faults;
}

Faults package_faults(const SourceFile& file) {
  Faults faults;
  for (const Include& include : includes_of(file)) {
    if (include.quoted || is_standard(include.name)) {
      continue;
    }
    const auto home = std::find_if(homes.begin(), homes.end(), [&](const Home& row) {
      return include.name.starts_with(row.package);
    });
    if (home == homes.end()) {
      faults.push_back(file.path + ": <" + include.name + "> is of no known package");
      continue;
    }
    const bool at_home =
        home->folders.empty() ||
        std::any_of(home->folders.begin(), home->folders.end(),
                    [&](const std::string& place) { return is_in(file.path, place); });
    if (!at_home) {
      faults.push_back(file.path + ": <" + include.name + "> lives in " + home->folders.front());
    } else if (file.is_header() && !home->in_headers) {
      faults.push_back(file.path + ": <" + include.name + "> may not stand in a header");
    }
  }
  return faults;
}

Faults root_path_faults(const SourceFile& file) {
  Faults faults;
  for (const Include& include : includes_of(file)) {
    if (include.quoted &&
        !std::filesystem::exists(std::string(PARETREE_SOURCE_DIR "/") + include.name)) {
      faults.push_back(file.path + ": \"" + include.name + "\" is no path from the root");
    }
  }
  return faults;
}

Faults main_faults(const SourceFile& file) {
  static const std::regex definition("(^|\\n)\\s*(int|auto)\\s+main\\s*\\(");
  if (file.path != "dse/cli/main.cpp" && std::regex_search(file.text, definition)) {
    return {file.path + ": only dse/cli/main.cpp has a main"};
  }
  return {};
}

/// Library code neither ends the program nor prints: that is the command line's.
Faults exit_faults(const SourceFile& file) {
  static const std::regex ending(
      "(^|[^_.>[:alnum:]])(std::)?(exit|abort|_exit|quick_exit|terminate)\\s*\\(");
  static const std::regex stream("std::c(out|err|log)\\b");
  Faults faults;
  // A child that could not become another program has nothing else to do.
  static const std::regex child("(^|[^[:alnum:]_])_exit\\s*\\(");
  const bool forks =
      file.path == "dse/exec/started_program.cpp" || file.path == "dse/core/command_answer.cpp";
  const std::string text = forks ? std::regex_replace(file.text, child, " ") : file.text;
  if (!is_in(file.path, "dse/cli") && std::regex_search(text, ending)) {
    faults.push_back(file.path + ": a library does not end the program");
  }
  if (std::regex_search(file.text, stream)) {
    faults.push_back(file.path + ": printing is fmt's, in dse/cli");
  }
  return faults;
}

TEST(Layering, HoldsInEveryFile) {
  EXPECT_THAT(all_faults(product_code(), layering_faults), IsEmpty());
}

TEST(Layering, HasARowForEveryFolderAndAFolderForEveryRow) {
  for (const Layer& layer : layers) {
    EXPECT_TRUE(std::filesystem::is_directory(std::string(PARETREE_SOURCE_DIR "/") + layer.folder))
        << layer.folder;
  }
  EXPECT_THAT(layering_faults({"dse/gui/window.cpp", ""}),
              ElementsAre("dse/gui/window.cpp: its folder has no row in the table of layers"));
}

// What each line must be refused for, file by file.
TEST(Layering, RefusesAModuleThatKnowsAnother) {
  EXPECT_THAT(layering_faults({"tensor/modes.cpp", "#include \"hwmodel/units.hpp\"\n"}),
              ElementsAre("tensor/modes.cpp: tensor may not include hwmodel/units.hpp"));
  EXPECT_THAT(layering_faults({"results/json.hpp", "  #  include \"dse/core/identity.hpp\"\n"}),
              ElementsAre(HasSubstr("results may not include dse/core/identity.hpp")));
  EXPECT_THAT(layering_faults({"dse/core/model_half.hpp", "#include \"dse/study/problem.hpp\"\n"}),
              ElementsAre(HasSubstr("dse/core may not include")));
  EXPECT_THAT(layering_faults({"dse/search/random.cpp", "#include \"dse/exec/workers.hpp\"\n"}),
              ElementsAre(HasSubstr("dse/search may not include")));
  EXPECT_THAT(layering_faults({"dse/cli/commands/run.cpp", "#include \"dse/space/space.hpp\"\n"}),
              ElementsAre(HasSubstr("dse/cli may not include")));
  EXPECT_THAT(layering_faults({"tensor/modes.cpp", "#include \"tensorflow/core.hpp\"\n"}),
              ElementsAre(HasSubstr("tensor may not include")));
  EXPECT_THAT(layering_faults({"tensor/modes.cpp", "#include \"tensor/checked.hpp\"\n"}),
              IsEmpty());
}

TEST(Packages, AreIncludedAtHomeOnly) {
  EXPECT_THAT(all_faults(product_code(), package_faults), IsEmpty());
}

TEST(Packages, AreRefusedElsewhereAndInHeaders) {
  EXPECT_THAT(package_faults({"dse/study/query.cpp", "#include <sqlite3.h>\n"}),
              ElementsAre("dse/study/query.cpp: <sqlite3.h> lives in results/store"));
  EXPECT_THAT(package_faults({"results/store/sqlite.hpp", "#include <sqlite3.h>\n"}),
              ElementsAre(HasSubstr("may not stand in a header")));
  EXPECT_THAT(package_faults({"dse/study/query.cpp", "#include <nlohmann/json.hpp>\n"}),
              ElementsAre(HasSubstr("lives in results/json.hpp")));
  EXPECT_THAT(package_faults({"tensor/cores.cpp", "#include <boost/graph/adjacency_list.hpp>\n"}),
              ElementsAre(HasSubstr("lives in tensor/plan")));
  EXPECT_THAT(package_faults({"dse/study/fleet.cpp", "#include <tbb/parallel_for.h>\n"}),
              ElementsAre(HasSubstr("lives in dse/exec")));
  EXPECT_THAT(package_faults({"tensor/cores.cpp", "#include <curl/curl.h>\n"}),
              ElementsAre(HasSubstr("of no known package")));
  EXPECT_THAT(package_faults({"tensor/cores.cpp", "#include <vector>\n#include <fmt/format.h>\n"}),
              IsEmpty());
}

TEST(Includes, ArePathsFromTheRoot) {
  EXPECT_THAT(all_faults(product_code(), root_path_faults), IsEmpty());
  EXPECT_THAT(root_path_faults({"tensor/modes.cpp", "#include \"modes.hpp\"\n"}),
              ElementsAre("tensor/modes.cpp: \"modes.hpp\" is no path from the root"));
}

TEST(Main, IsInTheCommandLineOnly) {
  EXPECT_THAT(all_faults(product_code(), main_faults), IsEmpty());
  EXPECT_THAT(main_faults({"tensor/tool.cpp", "namespace a {}\n\nint main() {}\n"}),
              ElementsAre("tensor/tool.cpp: only dse/cli/main.cpp has a main"));
}

TEST(Libraries, NeitherEndTheProgramNorUseStreamsOfTheProcess) {
  EXPECT_THAT(all_faults(product_code(), exit_faults), IsEmpty());
  EXPECT_THAT(exit_faults({"tensor/modes.cpp", "void f() { std::exit(1); }\n"}),
              ElementsAre(HasSubstr("does not end the program")));
  EXPECT_THAT(exit_faults({"tensor/modes.cpp", "void f() { std::cerr << 1; }\n"}),
              ElementsAre(HasSubstr("printing")));
}

}  // namespace
}  // namespace paretree::architecture
