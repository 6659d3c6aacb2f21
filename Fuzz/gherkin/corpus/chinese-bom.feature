# language: zh-CN
功能: f
  场景: s
    假如x
