package dev.espalier.compile;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.describe.layer.basic.Prelu;
import dev.espalier.describe.layer.image.SqueezeExcitation;
import dev.espalier.describe.layer.image.Upsample;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.GroupNorm;
import dev.espalier.describe.layer.norm.InstanceNorm;
import dev.espalier.describe.layer.norm.RmsNorm;
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
      steps, image, volume = [x.double().requires_grad_() for x in (steps, image, volume)]
      def save(name, x, y, c=None):
          state = {} if c is None else {'c.' + k: v for k, v in c.state_dict().items()}
          gradient, = torch.autograd.grad((y * y).sum() / 2, x)
          torch.save({**state, 'x': x.detach(), 'y': y.detach().contiguous(), 'gradient': gradient.contiguous()},
                     sys.argv[1] + '/' + name + '.pt')
      def started(c):
          for value in [*c.parameters(), *c.buffers()]:
              if value.dtype.is_floating_point:
                  torch.nn.init.uniform_(value, 0.5, 1.5)
          return c.double().eval()
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
      save('globalMean', volume, volume.mean((2, 3, 4)))
      save('nearest', image, F.interpolate(image, scale_factor=2))
      save('bilinear', image, F.interpolate(image, scale_factor=3, mode='bilinear'))
      save('corners', image, F.interpolate(image, scale_factor=2, mode='bilinear', align_corners=True))
      save('shuffle', image, image.view(3, 2, 2, 7, 6).transpose(1, 2).reshape(3, 4, 7, 6))
      save('channels', image, image[:, 1:3])
      c = started(nn.BatchNorm1d(4))
      save('batchNorm1d', steps, turned(c)(steps), c)
      c = started(nn.BatchNorm3d(2, eps=1e-3))
      save('batchNorm3d', volume, c(volume), c)
      c = started(nn.GroupNorm(2, 4))
      save('groupNorm1d', steps, turned(c)(steps), c)
      c = started(nn.GroupNorm(2, 2))
      save('groupNorm3d', volume, c(volume), c)
      save('instanceNorm', image, nn.InstanceNorm2d(4)(image))
      c = started(nn.InstanceNorm1d(4, affine=True))
      save('instanceNorm1d', steps, turned(c)(steps), c)
      save('maxCeil', image, F.max_pool2d(image, (3, 4), (2, 3), (1, 0), ceil_mode=True))
      save('averageCeil', image, F.avg_pool2d(image, 3, 2, 1, ceil_mode=True, count_include_pad=False))
      c = nn.ConvTranspose1d(4, 3, 3, stride=2).double()
      save('convTranspose1d', steps, turned(c)(steps), c)
      c = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2).double()
      save('convTranspose2d', image, c(image), c)
      c = nn.ConvTranspose3d(2, 3, (2, 2, 2), dilation=2, bias=False).double()
      save('convTranspose3d', volume, c(volume), c)
      c = nn.PReLU(4).double()
      torch.nn.init.normal_(c.weight)
      save('prelu', image, c(image), c)
      save('preluOfSteps', steps, turned(c)(steps), c)
      c = nn.PReLU().double()
      save('preluShared', steps, c(steps), c)
      save('glu', image, F.glu(image, 1))
      save('gluOfSteps', steps, F.glu(steps))
      tall = torch.randn(2, 3, 4, 6).double().requires_grad_()
      c = nn.Conv2d(3, 5, 2, stride=2).double()
      save('patches', tall, c(tall).flatten(2).transpose(1, 2), c)
      for name, f in {
          'GELU_TANH': lambda x: F.gelu(x, approximate='tanh'), 'SELU': F.selu, 'CELU': lambda x: F.celu(x, 1.5),
          'MISH': F.mish, 'SOFTPLUS': lambda x: F.softplus(x, 1.5), 'SOFTSIGN': F.softsign,
          'LOG_SIGMOID': F.logsigmoid, 'HARD_SHRINK': lambda x: F.hardshrink(x, 1.5),
          'SOFT_SHRINK': lambda x: F.softshrink(x, 1.5), 'LOG_SOFTMAX': lambda x: F.log_softmax(x, -1),
      }.items():
          save(name, image, f(image))
      class Squeeze(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc1, self.fc2 = nn.Conv2d(4, 3, 1), nn.Conv2d(3, 4, 1)
          def forward(self, x):
              return x * torch.sigmoid(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))
      c = Squeeze().double()
      save('squeeze', image, c(image), c)
      w = torch.linspace(0.5, 2, 4).double()
      class Rms(nn.Module):
          def __init__(self):
              super().__init__()
              self.weight = nn.Parameter(w)
      c = Rms()
      save('rmsNorm', steps, steps / (steps.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt() * w, c)
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path folder;

  static Stream<Arguments> activations() {
    return Stream.of(
            Kind.GELU_TANH,
            Kind.SELU,
            Kind.CELU,
            Kind.MISH,
            Kind.SOFTPLUS,
            Kind.SOFTSIGN,
            Kind.LOG_SIGMOID,
            Kind.HARD_SHRINK,
            Kind.SOFT_SHRINK,
            Kind.LOG_SOFTMAX)
        .map(kind -> image(kind.name(), n -> n.activation(new Activation(kind, 1.5))));
  }

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
        volume("globalMean", n -> n.globalAveragePool()),
        image("nearest", n -> n.upsample(2)),
        image("bilinear", n -> n.upsample(3, Upsample.Mode.BILINEAR)),
        image("corners", n -> n.upsample(2, Upsample.Mode.BILINEAR_CORNERS)),
        image("shuffle", n -> n.channelShuffle(2)),
        image("channels", n -> n.channels(1, 3)),
        steps("batchNorm1d", n -> n.layer("c", BatchNorm.standard())),
        volume("batchNorm3d", n -> n.layer("c", BatchNorm.standard(b -> b.epsilon(1e-3)))),
        steps("groupNorm1d", n -> n.layer("c", GroupNorm.of(2))),
        volume("groupNorm3d", n -> n.layer("c", GroupNorm.of(2))),
        image("maxCeil", n -> n.maxPool(3, 4, p -> p.stride(2, 3).padding(1, 0).ceil())),
        image("averageCeil", n -> n.averagePool(3, 3, p -> p.stride(2).padding(1).ceil())),
        steps("convTranspose1d", n -> n.convTranspose1d("c", 3, 3, c -> c.stride(2))),
        image(
            "convTranspose2d",
            n ->
                n.convTranspose2d(
                    "c", 6, 3, c -> c.stride(2).padding(1).outputPadding(1).groups(2))),
        volume("convTranspose3d", n -> n.convTranspose3d("c", 3, 2, c -> c.dilation(2).noBias())),
        image("prelu", n -> n.layer("c", Prelu.ofChannels())),
        steps("preluOfSteps", n -> n.layer("c", Prelu.ofChannels())),
        steps("preluShared", n -> n.layer("c", Prelu.shared())),
        image("glu", n -> n.glu()),
        steps("gluOfSteps", n -> n.glu()),
        network("patches", n -> n.input(3, 4, 6).patches("c", 5, 2)),
        image("squeeze", n -> n.layer("c", SqueezeExcitation.of(3))),
        image("instanceNorm", n -> n.instanceNorm()),
        steps("instanceNorm1d", n -> n.layer("c", InstanceNorm.standard(i -> i.affine()))),
        steps("rmsNorm", n -> n.layer("c", RmsNorm.standard())));
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
  @MethodSource({"networks", "activations"})
  void saysWhatPythonSays(String name, UnaryOperator<NetworkBuilder> layers) {
    PythonTwin.assertSame(folder.resolve(name + ".pt"), layers);
  }
}
