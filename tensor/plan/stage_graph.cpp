#include "tensor/plan/stage_graph.hpp"

#include "tensor/checked.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>

namespace paretree::tensor {
namespace {

struct Flow {
  std::uint64_t words = 1;  ///< the digit's size
};
using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Flow>;
using Vertex = boost::graph_traits<Graph>::vertex_descriptor;

/// A digit alive and the vertex that made it.
struct Live {
  Digit digit;
  Vertex maker = 0;
};

[[noreturn]] void fail(const Stage& stage, const char* what) {
  throw std::invalid_argument(fmt::format("plan: stage {} of node {{{}}} {}", name(stage.kind),
                                          mode_list(stage.node), what));
}

/// Vertex 0 is the input, s + 1 stage s, the last one the result.
Graph graph_of(const std::vector<Stage>& stages) {
  Graph graph(stages.size() + 2);
  std::vector<Live> live;
  for (const Digit& digit : stages.front().inner_digits) live.push_back({digit, 0});
  for (const Digit& digit : stages.front().col_digits) live.push_back({digit, 0});
  const auto find = [&live](const Digit& digit) {
    return std::find_if(live.begin(), live.end(), [&](const Live& l) { return l.digit == digit; });
  };
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const Stage& stage = stages[s];
    for (const Digit& digit : stage.inner_digits) {
      const auto found = find(digit);
      if (found == live.end()) fail(stage, "contracts a digit that is not alive");
      boost::add_edge(found->maker, s + 1, Flow{digit.size}, graph);
      live.erase(found);
    }
    const auto is_live = [&](const Digit& digit) { return find(digit) != live.end(); };
    if (live.size() != stage.col_digits.size() ||
        !std::all_of(stage.col_digits.begin(), stage.col_digits.end(), is_live)) {
      fail(stage, "has other columns than the digits it leaves alone");
    }
    for (const Digit& digit : stage.row_digits) {
      if (is_live(digit)) fail(stage, "makes a digit that is alive");
      live.push_back({digit, s + 1});
    }
  }
  for (const Live& l : live) {
    boost::add_edge(l.maker, stages.size() + 1, Flow{l.digit.size}, graph);
  }
  return graph;
}

/// Words alive between vertex v and vertex v + 1, for each v but the last.
std::vector<std::uint64_t> words_between(const Graph& graph) {
  std::vector<std::uint64_t> words(boost::num_vertices(graph) - 1, 1);
  for (const auto edge : boost::make_iterator_range(boost::edges(graph))) {
    for (Vertex v = boost::source(edge, graph); v < boost::target(edge, graph); ++v) {
      words[v] = times(words[v], graph[edge].words);
    }
  }
  return words;
}

std::uint64_t longest_path(const Graph& graph) {
  std::vector<Vertex> order;  // last first
  boost::topological_sort(graph, std::back_inserter(order));
  std::vector<std::uint64_t> stages_after(boost::num_vertices(graph), 0);
  const Vertex result = boost::num_vertices(graph) - 1;
  for (const Vertex vertex : order) {
    for (const auto edge : boost::make_iterator_range(boost::out_edges(vertex, graph))) {
      const Vertex target = boost::target(edge, graph);
      const std::uint64_t own = target == result ? 0 : 1;
      stages_after[vertex] = std::max(stages_after[vertex], stages_after[target] + own);
    }
  }
  return stages_after[0];
}

}  // namespace

StageGraphSummary summarise(const std::vector<Stage>& stages) {
  if (stages.empty()) return {};
  const Graph graph = graph_of(stages);
  const std::vector<std::uint64_t> words = words_between(graph);
  StageGraphSummary summary;
  for (std::size_t s = 0; s + 1 < words.size(); ++s) {
    summary.peak_words = std::max(summary.peak_words, plus(words[s], words[s + 1]));
  }
  summary.peak_single_words = *std::max_element(words.begin(), words.end());
  summary.critical_path_stages = longest_path(graph);
  return summary;
}

}  // namespace paretree::tensor
