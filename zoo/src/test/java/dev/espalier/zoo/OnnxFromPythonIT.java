package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.NamedLayer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python's torch writes as ONNX computes in Espalier's layers what ONNX Runtime computes. */
final class OnnxFromPythonIT {
  private static final int NO_TORCH = 77;
  private static final String PROGRAM =
      """
      import sys
      try:
          import torch, torch.nn as nn, torch.nn.functional as F
      except ImportError:
          sys.exit(77)
      torch.manual_seed(3)
      class Block(nn.Module):
          def __init__(self, i, o, stride):
              super().__init__()
              self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
              self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
              self.down = nn.Sequential(nn.Conv2d(i, o, 1, stride), nn.BatchNorm2d(o)) if i != o else nn.Identity()
          def forward(self, x):
              return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.down(x))
      class Recurrent(nn.Module):
          def __init__(self, kind, layers, last):
              super().__init__()
              self.rnn, self.fc, self.last = getattr(nn, kind)(4, 6, layers, batch_first=True), nn.Linear(6, 3), last
          def forward(self, x):
              y, h = self.rnn(x)
              h = h[0] if isinstance(h, tuple) else h
              return self.fc({'step': y[:, -1], 'state': h[-1], 'mean': y.mean(1)}[self.last])
      class View(nn.Module):
          def __init__(self):
              super().__init__()
              self.conv, self.fc = nn.Conv2d(1, 4, 3, padding=1), nn.Linear(4 * 4 * 4, 3)
          def forward(self, x):
              x = F.max_pool2d(torch.sigmoid(self.conv(x)), 2)
              return F.softmax(self.fc(x.view(x.size(0), -1)), dim=1)
      class Words(nn.Module):
          def __init__(self):
              super().__init__()
              self.emb, self.norm, self.out = nn.Embedding(11, 6), nn.LayerNorm(6), nn.Linear(6, 2)
              self.up, self.down = nn.Linear(6, 12), nn.Linear(12, 6)
          def forward(self, x):
              x = self.norm(self.emb(x))
              return self.out((x + self.down(F.gelu(self.up(x)))).mean(1))
      class Encoder(nn.Module):
          def __init__(self, first):
              super().__init__()
              self.emb, self.out = nn.Embedding(11, 8), nn.Linear(8, 2)
              self.layers = nn.ModuleList([nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, norm_first=first, activation=F.gelu) for _ in range(2)])
          def forward(self, x):
              x = self.emb(x)
              for layer in self.layers:
                  x = layer(x)
              return self.out(x[:, 0])
      class Heads(nn.Module):
          def __init__(self):
              super().__init__()
              self.emb, self.qkv, self.proj, self.out = nn.Embedding(11, 8), nn.Linear(8, 24), nn.Linear(8, 8), nn.Linear(8, 2)
          def forward(self, x):
              x = self.emb(x)
              q, k, v = self.qkv(x).reshape(x.shape[0], -1, 2, 12).transpose(1, 2).chunk(3, dim=-1)
              a = torch.softmax(q @ k.transpose(-2, -1) * 0.4 + torch.triu(torch.full((7, 7), -1e9), 1), dim=-1)
              return self.out((x + self.proj((a @ v).transpose(1, 2).reshape(x.shape[0], -1, 8))).mean(1))
      class Dense(nn.Module):
          def __init__(self):
              super().__init__()
              self.first = nn.Conv2d(2, 4, 3, padding=1)
              self.norms = nn.ModuleList([nn.BatchNorm2d(4 + 3 * i) for i in range(3)])
              self.convs = nn.ModuleList([nn.Conv2d(4 + 3 * i, 3, 3, padding=1) for i in range(3)])
              self.out = nn.Linear(13, 3)
          def forward(self, x):
              all = [self.first(x)]
              for norm, conv in zip(self.norms, self.convs):
                  all.append(conv(F.relu(norm(torch.cat(all, 1)))))
              return self.out(torch.cat(all, 1).mean((2, 3)))
      class Squeeze(nn.Module):
          def __init__(self):
              super().__init__()
              self.conv, self.down, self.up = nn.Conv2d(2, 8, 3, padding=1), nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)
              self.out = nn.Linear(8, 3)
          def forward(self, x):
              x = F.silu(self.conv(x))
              x = x * torch.sigmoid(self.up(F.relu(self.down(F.adaptive_avg_pool2d(x, 1)))))
              return self.out(F.adaptive_avg_pool2d(x, 1).flatten(1))
      class Inception(nn.Module):
          def __init__(self):
              super().__init__()
              self.a, self.b1, self.b2, self.c = nn.Conv2d(2, 3, 1), nn.Conv2d(2, 2, 1), nn.Conv2d(2, 4, 3, padding=1), nn.Conv2d(2, 2, 1)
              self.out = nn.Conv2d(9, 3, 3)
          def forward(self, x):
              c = self.c(F.max_pool2d(x, 3, 1, 1))
              x = torch.cat([F.relu(self.a(x)), F.relu(self.b2(F.relu(self.b1(x)))), c], 1)
              return self.out(x).amax((2, 3))
      class Unet(nn.Module):
          def __init__(self):
              super().__init__()
              self.d1, self.d2, self.d3 = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)
              self.up, self.u1, self.u2 = nn.ConvTranspose2d(8, 8, 2, 2), nn.Conv2d(16, 4, 3, padding=1), nn.Conv2d(8, 2, 3, padding=1)
          def forward(self, x):
              a = F.relu(self.d1(x))
              b = F.relu(self.d2(F.max_pool2d(a, 2)))
              c = self.up(F.relu(self.d3(F.max_pool2d(b, 2))))
              y = F.relu(self.u1(torch.cat([b, c], 1)))
              return self.u2(torch.cat([a, F.interpolate(y, scale_factor=2, mode='bilinear', align_corners=False)], 1))
      class Shuffle(nn.Module):
          def __init__(self):
              super().__init__()
              self.a, self.b, self.up, self.out = nn.Conv2d(3, 3, 3, padding=1, groups=3), nn.Conv2d(6, 6, 1), nn.Upsample(scale_factor=2), nn.Linear(6, 3)
          def forward(self, x):
              x, y = self.b(x).chunk(2, dim=1)
              x = torch.cat((x, F.relu(self.a(y))), dim=1)
              x = x.view(-1, 2, 3, 8, 8).transpose(1, 2).contiguous().view(-1, 6, 8, 8)
              return self.out(self.up(x).mean((2, 3)))
      class Gates(nn.Module):
          def __init__(self):
              super().__init__()
              self.conv, self.act, self.one, self.a, self.b = nn.Conv2d(1, 6, 3), nn.PReLU(6), nn.PReLU(), nn.Linear(6, 10), nn.Linear(5, 4)
          def forward(self, x):
              x = self.act(self.conv(x)).mean((2, 3))
              x = F.glu(self.a(x), dim=-1)
              return self.one(self.b(x) + x[:, 1:])
      acts = [nn.ELU(0.7), nn.LeakyReLU(0.2), nn.SiLU(), nn.Hardswish(), nn.GELU(), nn.Softplus(), nn.ReLU6(), nn.Hardsigmoid(), nn.Hardtanh()]
      models = {
          'mlp': (nn.Sequential(nn.Flatten(), nn.Linear(12, 8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 3, bias=False)), (3, 4)),
          'activations': (nn.Sequential(*[m for a in acts for m in (nn.Linear(6, 6), a)]), (6,)),
          'resnet': (nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1), Block(8, 8, 1), Block(8, 16, 2),
                                   nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5)), (3, 16, 16)),
          'norms': (nn.Sequential(nn.Conv2d(2, 4, 3), nn.GroupNorm(2, 4), nn.ReLU(), nn.Conv2d(4, 4, 3, groups=2, dilation=2, padding=2),
                                  nn.InstanceNorm2d(4, affine=True), nn.AvgPool2d(3, 2, 1), nn.Flatten(), nn.BatchNorm1d(36), nn.Linear(36, 8),
                                  nn.LayerNorm(8)), (2, 8, 8)),
          'view': (View(), (1, 8, 8)), 'lstm': (Recurrent('LSTM', 2, 'step'), (7, 4)), 'state': (Recurrent('LSTM', 1, 'state'), (7, 4)),
          'gru': (Recurrent('GRU', 2, 'mean'), (7, 4)), 'rnn': (Recurrent('RNN', 1, 'step'), (7, 4)), 'words': (Words(), (7,)),
          'dense': (Dense(), (2, 6, 6)), 'squeeze': (Squeeze(), (2, 6, 6)), 'inception': (Inception(), (2, 8, 8)),
          'unet': (Unet(), (1, 8, 8)), 'shuffle': (Shuffle(), (6, 8, 8)), 'gates': (Gates(), (1, 6, 6)),
          'encoder': (Encoder(False), (7,)), 'encoder-first': (Encoder(True), (7,)), 'heads': (Heads(), (7,)),
      }
      for name, (model, shape) in models.items():
          for part in model.modules():
              for p in [p for n, p in part.named_parameters(recurse=False)] if 'Norm' in type(part).__name__ else []:
                  p.data.uniform_(0.5, 1.5)
              if 'BatchNorm' in type(part).__name__:
                  part.running_mean.uniform_(-0.5, 0.5)
                  part.running_var.uniform_(0.5, 1.5)
          x = torch.randint(0, 11, (5,) + shape) if shape == (7,) else torch.rand((5,) + shape)
          model.eval()
          torch.onnx.export(model, x, '%s/%s.onnx' % (sys.argv[1], name), opset_version=16, input_names=['x'], dynamic_axes={'x': {0: 'batch'}})
          torch.onnx.export(model, x, '%s/%s-as-it-is.onnx' % (sys.argv[1], name), opset_version=11, input_names=['x'], do_constant_folding=False)
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void everyNetworkComputesWhatOnnxRuntimeComputes() throws Exception {
    run();
    Map<String, GivenNetwork> read = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".onnx")).sorted().toList()) {
        GivenNetwork network = Onnx.read(file);
        float[] inputs = inputs(network);

        assertThat(OnnxReadTest.said(network, inputs))
            .as(file.getFileName() + " " + network.network().layers())
            .containsExactly(runtime(file, network, inputs), within(1e-5f));
        read.put(String.valueOf(file.getFileName()), network);
      }
    }

    assertThat(read).hasSize(38);
    assertThat(Objects.requireNonNull(read.get("view.onnx")).network().layers())
        .extracting(NamedLayer::toString)
        .containsExactly(
            "conv=conv2d(4, 3).sigmoid",
            "maxPool1=maxPool(2)",
            "flatten1=flatten()",
            "fc=dense(3).softmax");
    teaches(Objects.requireNonNull(read.get("activations.onnx")));
  }

  /** Lets a network guide another, and measures it alone. */
  private static void teaches(GivenNetwork teacher) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] rows = new double[30][];
    int[] labels = new int[30];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = random.doubles(6).toArray();
      labels[i] = i % 6;
    }
    DataSet data = Data.fromArrays("rows", rows, labels);
    var guided =
        hierarchy(
            "guided",
            h ->
                h.input(6)
                    .given("teacher", teacher)
                    .network("student", n -> n.dense("h", 6).relu().output(6))
                    .guide("teacher", "student", g -> g.projected("dense10", "h").output()));

    try (Run run = train(guided, selfAbstraction(), r -> r.classify(data).epochs(2))) {
      assertThat(run.network("teacher").values().weights()).isEqualTo(teacher.values().weights());
      assertThat(run.predict(Sample.of(data.inputDims(), rows[0])).values()).hasSize(6);
    }
    assertThat(given(teacher).evaluate(data).metrics()).containsKey("accuracy");
  }

  private static float[] inputs(GivenNetwork network) {
    SplittableRandom random = new SplittableRandom(11);
    boolean isTokens = network.network().layers().get(0).layer().tokens().isPresent();
    Source.Input input = (Source.Input) network.network().source();
    float[] values = new float[5 * Math.toIntExact(input.dims().count())];
    for (int i = 0; i < values.length; i++) {
      values[i] = isTokens ? random.nextInt(11) : (float) random.nextDouble();
    }
    return values;
  }

  /** Gives what ONNX Runtime says of a batch of five. */
  private static float[] runtime(Path file, GivenNetwork network, float[] inputs)
      throws OrtException {
    long[] shape = ((Source.Input) network.network().source()).dims().withBatch(5);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      try (OrtSession session = environment.createSession(file.toString(), options)) {
        TensorInfo info = (TensorInfo) session.getInputInfo().values().iterator().next().getInfo();
        long[] tokens = new long[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
          tokens[i] = (long) inputs[i];
        }
        try (OnnxTensor x =
                info.type == OnnxJavaType.INT64
                    ? OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), shape)
                    : OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs), shape);
            OrtSession.Result result = session.run(Map.of("x", x))) {
          FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
          float[] said = new float[values.remaining()];
          values.get(said);
          return said;
        }
      }
    }
  }

  private void run() throws Exception {
    Path log = folder.resolve("log");
    int code = NO_TORCH;
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        code = code == NO_TORCH ? start(python, log) : code;
      } catch (IOException absent) {
        // The next one may be there.
      }
    }
    assumeTrue(code != NO_TORCH, "no python3 with torch; Debian has it as python3-torch");
    assertThat(code).as(Files.readString(log)).isZero();
  }

  private int start(String python, Path log) throws Exception {
    return new ProcessBuilder(python, "-W", "ignore", "-c", PROGRAM, folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }
}
