// Is a plug-in's file name its name, and does the README say where to add one?
#include "dse/cli/command.hpp"
#include "dse/core/accuracy_proxy.hpp"
#include "dse/core/objective.hpp"
#include "dse/core/searcher.hpp"
#include "dse/core/tree_family.hpp"
#include "hwmodel/accelerator.hpp"
#include "tests/architecture/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace paretree::architecture {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& [name, command] : dse::cli::command_table()) {
    names.push_back(name);
  }
  return names;
}

struct PluginFolder {
  std::string folder;
  std::vector<std::string> names;
};

std::vector<PluginFolder> plugin_folders() {
  return {{"hwmodel/templates", hwmodel::accelerators().names()},
          {"dse/trees", dse::tree_families().names()},
          {"dse/accuracy", dse::accuracy_proxies().names()},
          {"dse/objectives", dse::objectives().names()},
          {"dse/search", dse::searchers().names()},
          {"dse/cli/commands", command_names()}};
}

std::vector<std::string> stems_in(const std::string& folder) {
  std::vector<std::string> stems;
  for (const SourceFile& file : files_of({folder}, {".cpp"})) {
    stems.push_back(std::filesystem::path(file.path).stem().string());
  }
  return stems;
}

/// "dse/{a,b}/<name>.cpp" mentions dse/a and dse/b.
std::vector<std::string> folders_mentioned(const std::string& text) {
  static const std::regex pattern("`([a-z/]*)(?:\\{([a-z,]+)\\})?([a-z/]*)/<name>\\.(?:cpp|yaml)`");
  std::vector<std::string> folders;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    std::istringstream middles((*match)[2].str());
    std::string middle;
    do {
      std::getline(middles, middle, ',');
      folders.push_back((*match)[1].str() + middle + (*match)[3].str());
    } while (middles.good());
  }
  return folders;
}

TEST(Plugins, AreNamedLikeTheirFilesInTheOrderOfTheAlphabet) {
  for (const PluginFolder& plugins : plugin_folders()) {
    EXPECT_EQ(plugins.names, stems_in(plugins.folder)) << plugins.folder;
  }
}

// A helper beside the plug-ins would become one: their folders hold nothing else.
TEST(Plugins, HaveNoHeadersInTheirFolders) {
  for (const PluginFolder& plugins : plugin_folders()) {
    EXPECT_THAT(files_of({plugins.folder}, {".hpp", ".inc"}), IsEmpty()) << plugins.folder;
  }
}

TEST(Plugins, HaveARowInTheReadmeForEveryFolder) {
  const std::vector<std::string> mentioned =
      folders_mentioned(results::read_text(PARETREE_SOURCE_DIR "/README.md"));
  for (const PluginFolder& plugins : plugin_folders()) {
    EXPECT_THAT(mentioned, Contains(plugins.folder));
  }
  EXPECT_THAT(mentioned, Contains("sweeps"));
  for (const std::string& folder : mentioned) {
    EXPECT_TRUE(std::filesystem::is_directory(std::string(PARETREE_SOURCE_DIR "/") + folder))
        << folder;
  }
}

TEST(Plugins, FoldersInBracesAreReadOneByOne) {
  EXPECT_THAT(folders_mentioned("| a | `dse/{trees,search}/<name>.cpp` and `sweeps/<name>.yaml` |"),
              ElementsAre("dse/trees", "dse/search", "sweeps"));
  EXPECT_THAT(folders_mentioned("nothing of the kind: dse/trees"), IsEmpty());
}

TEST(Readme, MapHasEveryModule) {
  const std::string text = results::read_text(PARETREE_SOURCE_DIR "/README.md");
  for (const std::string& name : module_names) {
    EXPECT_NE(text.find("| [" + name + "/](" + name + "/README.md) |"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace paretree::architecture
