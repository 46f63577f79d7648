package dev.espalier.compile;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.sequence.Embedding;
import dev.espalier.describe.layer.sequence.EmbeddingBag;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers over sequences take the weights of Python's torch by name, and say what it says. */
final class SequencesInPythonIT {
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch, torch.nn as nn
      except ImportError:
          sys.exit(77)
      torch.manual_seed(5)
      x = torch.randn(4, 5, 8).double()
      words = torch.tensor([[1, 2, 3, 4, 5], [6, 5, 4, 0, 0], [3, 0, 0, 0, 0], [2, 2, 1, 6, 0]])
      def layer(**more):
          return nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True, **more)
      def save(name, parts, x, y):
          state = {k: v for k, v in nn.ModuleDict(parts).state_dict().items()}
          torch.save({**state, 'x': x.double(), 'y': y.detach()}, sys.argv[1] + '/' + name + '.pt')
      def net(**parts):
          for part in parts.values():
              part.double()
              for p in part.parameters():
                  if p.dim() == 1:
                      p.data.uniform_(-0.5, 0.5)
          return parts
      later = torch.triu(torch.ones(5, 5), 1).bool()
      p = net(a=nn.MultiheadAttention(8, 2, batch_first=True))
      save('attention', p, x, p['a'](x, x, x)[0])
      save('causal', p, x, p['a'](x, x, x, attn_mask=later)[0])
      p = net(t=nn.TransformerEncoder(layer(activation='gelu', norm_first=True), 2, norm=nn.LayerNorm(8)))
      save('first', p, x, p['t'](x))
      p = net(t=nn.TransformerEncoder(layer(), 2))
      save('last', p, x, p['t'](x))
      for kind in ['RNN', 'GRU', 'LSTM']:
          p = net(r=getattr(nn, kind)(8, 3, 2, batch_first=True, bidirectional=True))
          save(kind, p, x, p['r'](x)[0])
      lengths = (words != 0).sum(1)
      p = net(e=nn.Embedding(7, 8, padding_idx=0), r=nn.LSTM(8, 3, 2, batch_first=True, bidirectional=True))
      packed = nn.utils.rnn.pack_padded_sequence(p['e'](words), lengths, batch_first=True, enforce_sorted=False)
      save('packed', p, words, nn.utils.rnn.pad_packed_sequence(p['r'](packed)[0], batch_first=True)[0])
      p = net(e=nn.Embedding(7, 8, padding_idx=0), t=nn.TransformerEncoder(layer(), 2))
      y = p['t'](p['e'](words), src_key_padding_mask=words == 0) * (words != 0).unsqueeze(2)
      save('padded', p, words, y.sum(1) / lengths.unsqueeze(1))
      p = net(e=nn.EmbeddingBag(7, 8, mode='mean', padding_idx=0))
      save('bag', p, words, p['e'](words))
      save('bag of one layer', p, words, p['e'](words))
      p = net(e=nn.EmbeddingBag(7, 8, mode='sum', padding_idx=0))
      save('sum of a bag', p, words, p['e'](words))
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  static Stream<Arguments> networks() {
    return Stream.of(
        network("attention", n -> n.input(5, 8).attention("a", 2)),
        network("causal", n -> n.input(5, 8).attention("a", 2, a -> a.causal())),
        network("first", n -> n.input(5, 8).transformer("t", 2, t -> t.heads(2).feedForward(16))),
        network(
            "last",
            n ->
                n.input(5, 8)
                    .transformer("t", 2, t -> t.heads(2).feedForward(16).normLast().relu())),
        network("RNN", n -> n.input(5, 8).rnn("r", 3, r -> r.layers(2).bidirectional())),
        network("GRU", n -> n.input(5, 8).gru("r", 3, r -> r.layers(2).bidirectional())),
        network("LSTM", n -> n.input(5, 8).lstm("r", 3, r -> r.layers(2).bidirectional())),
        network(
            "packed",
            n ->
                n.input(5)
                    .embedding("e", 7, 8, e -> e.padding(0))
                    .lstm("r", 3, r -> r.layers(2).bidirectional())),
        network(
            "padded",
            n ->
                n.input(5)
                    .embedding("e", 7, 8, e -> e.padding(0))
                    .transformer("t", 2, t -> t.heads(2).feedForward(16).normLast().relu())
                    .meanOfSteps()),
        network("bag of one layer", n -> n.input(5).embeddingBag("e", 7, 8, e -> e.padding(0))),
        network(
            "sum of a bag",
            n ->
                n.input(5)
                    .layer(
                        "e",
                        new EmbeddingBag(
                            Embedding.of(7, 8, e -> e.padding(0)), EmbeddingBag.Kind.SUM))),
        network("bag", n -> n.input(5).embedding("e", 7, 8, e -> e.padding(0)).meanOfSteps()));
  }

  private static Arguments network(String name, UnaryOperator<NetworkBuilder> layers) {
    return Arguments.of(name, layers);
  }

  @BeforeAll
  static void runInPython() throws Exception {
    PythonTwin.run(PROGRAM, folder);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void saysWhatPythonSays(String name, UnaryOperator<NetworkBuilder> layers) {
    PythonTwin.assertSame(folder.resolve(name + ".pt"), layers);
  }
}
