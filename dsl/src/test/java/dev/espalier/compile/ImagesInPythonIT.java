package dev.espalier.compile;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.image.Upsample;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers over images and along axes take the weights of Python's torch, and say what it says. */
final class ImagesInPythonIT {
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch, torch.nn as nn, torch.nn.functional as F
      except ImportError:
          sys.exit(77)
      torch.manual_seed(5)
      steps, image, volume = torch.randn(3, 7, 4), torch.randn(3, 4, 7, 6), torch.randn(2, 2, 3, 4, 5)
      steps, image, volume = steps.double(), image.double(), volume.double()
      def save(name, x, y, c=None):
          state = {} if c is None else {'c.' + k: v for k, v in c.state_dict().items()}
          torch.save({**state, 'x': x, 'y': y.detach().contiguous()}, sys.argv[1] + '/' + name + '.pt')
      def turned(f):
          return lambda x: f(x.transpose(1, 2)).transpose(1, 2)
      c = nn.Conv1d(4, 3, 3, stride=2, padding=2, dilation=2).double()
      save('conv1d', steps, turned(c)(steps), c)
      c = nn.Conv1d(4, 4, 3, dilation=2, groups=2).double()
      save('causal', steps, turned(lambda x: c(F.pad(x, (4, 0))))(steps), c)
      c = nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2).double()
      save('conv2d', image, c(image), c)
      c = nn.Conv2d(4, 5, 3, stride=2, bias=False).double()
      save('tensorflow', image, c(F.pad(image, (0, 1, 1, 1))), c)
      c = nn.Conv3d(2, 3, 2, padding=1).double()
      save('conv3d', volume, c(volume), c)
      c = nn.Conv2d(4, 8, 3, padding=1, groups=4).double()
      save('depthwise', image, c(image), c)
      c = nn.Conv2d(4, 3, 3, padding=1).double()
      w = (c.weight - c.weight.mean((1, 2, 3), True)) / (c.weight.var((1, 2, 3), unbiased=False, keepdim=True) + 1e-5).sqrt()
      save('standardized', image, F.conv2d(image, w, c.bias, padding=1), c)
      save('maxPool1d', steps, turned(lambda x: F.max_pool1d(x, 3, 2, 1))(steps))
      save('maxPool2d', image, F.max_pool2d(image, (3, 2), (2, 1), (1, 0), (2, 1)))
      save('averagePool', image, F.avg_pool2d(image, (2, 3), (1, 2), (1, 1), count_include_pad=False))
      save('averagePool3d', volume, F.avg_pool3d(volume, 2))
      save('adaptiveMean', image, F.adaptive_avg_pool2d(image, (3, 4)))
      save('adaptiveMax', image, F.adaptive_max_pool2d(image, (2, 7)))
      save('nearest', image, F.interpolate(image, scale_factor=2))
      save('bilinear', image, F.interpolate(image, scale_factor=3, mode='bilinear'))
      save('corners', image, F.interpolate(image, scale_factor=2, mode='bilinear', align_corners=True))
      save('shuffle', image, F.channel_shuffle(image, 2))
      save('channels', image, image[:, 1:3])
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  static Stream<Arguments> networks() {
    return Stream.of(
        steps("conv1d", n -> n.conv1d("c", 3, 3, c -> c.stride(2).padding(2).dilation(2))),
        steps("causal", n -> n.conv1d("c", 4, 3, c -> c.causal().dilation(2).groups(2))),
        image(
            "conv2d",
            n ->
                n.conv2d("c", 6, 3, 2, c -> c.stride(2, 1).padding(1, 0).dilation(1, 2).groups(2))),
        image(
            "tensorflow", n -> n.conv2d("c", 5, 3, 3, c -> c.stride(2).tensorFlowSame().noBias())),
        volume("conv3d", n -> n.conv3d("c", 3, 2, c -> c.padding(1))),
        image("depthwise", n -> n.depthwise("c", 3, c -> c.same().filters(2))),
        image("standardized", n -> n.conv2d("c", 3, 3, 3, c -> c.same().standardized())),
        steps("maxPool1d", n -> n.maxPool1d(3, p -> p.stride(2).padding(1))),
        image("maxPool2d", n -> n.maxPool(3, 2, p -> p.stride(2, 1).padding(1, 0).dilation(2, 1))),
        image(
            "averagePool",
            n -> n.averagePool(2, 3, p -> p.stride(1, 2).padding(1).countsPadding(false))),
        volume("averagePool3d", n -> n.averagePool3d(2, p -> p)),
        image("adaptiveMean", n -> n.adaptiveAveragePool(3, 4)),
        image("adaptiveMax", n -> n.adaptiveMaxPool(2, 7)),
        image("nearest", n -> n.upsample(2)),
        image("bilinear", n -> n.upsample(3, Upsample.Mode.BILINEAR)),
        image("corners", n -> n.upsample(2, Upsample.Mode.BILINEAR_CORNERS)),
        image("shuffle", n -> n.channelShuffle(2)),
        image("channels", n -> n.channels(1, 3)));
  }

  private static Arguments steps(String name, UnaryOperator<NetworkBuilder> layers) {
    return network(name, n -> layers.apply(n.input(7, 4)));
  }

  private static Arguments image(String name, UnaryOperator<NetworkBuilder> layers) {
    return network(name, n -> layers.apply(n.input(4, 7, 6)));
  }

  private static Arguments volume(String name, UnaryOperator<NetworkBuilder> layers) {
    return network(name, n -> layers.apply(n.input(2, 3, 4, 5)));
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
