extension GherkinDocument {
    /// A feature: the root of a feature file.
    public struct Feature: Sendable, Hashable {
        /// The place of the keyword.
        public var location: Location
        /// The tags above the keyword, which all scenarios inherit.
        public var tags: [Tag]
        /// The code of the language that the keywords are written in: `fr`.
        public var language: String
        /// The keyword as it was written, without the colon.
        public var keyword: String
        /// The rest of the keyword's line.
        public var name: String
        /// The lines up to the first child, trailing blank lines cut; empty when there are none.
        public var description: String
        /// The children, in the order of the file.
        public var children: [FeatureChild]

        /// A feature of the given parts.
        public init(
            location: Location, tags: [Tag], language: String, keyword: String, name: String, description: String,
            children: [FeatureChild]
        ) {
            self.location = location
            self.tags = tags
            self.language = language
            self.keyword = keyword
            self.name = name
            self.description = description
            self.children = children
        }
    }

    /// A child of a feature.
    public enum FeatureChild: Sendable, Hashable {
        /// The steps before each scenario.
        case background(Background)
        /// A scenario or a scenario outline.
        case scenario(Scenario)
        /// A business rule and its scenarios.
        case rule(Rule)
    }

    /// A business rule: a group of scenarios of a feature.
    public struct Rule: Sendable, Hashable {
        /// The place of the keyword.
        public var location: Location
        /// The tags above the keyword, which the rule's scenarios inherit.
        public var tags: [Tag]
        /// The keyword as it was written, without the colon.
        public var keyword: String
        /// The rest of the keyword's line.
        public var name: String
        /// The lines up to the first child, trailing blank lines cut; empty when there are none.
        public var description: String
        /// The children, in the order of the file.
        public var children: [RuleChild]
        /// The id of the node.
        public var id: String

        /// A rule of the given parts.
        public init(
            location: Location, tags: [Tag], keyword: String, name: String, description: String,
            children: [RuleChild], id: String
        ) {
            self.location = location
            self.tags = tags
            self.keyword = keyword
            self.name = name
            self.description = description
            self.children = children
            self.id = id
        }
    }

    /// A child of a rule.
    public enum RuleChild: Sendable, Hashable {
        /// The steps before each scenario of the rule, after those of the feature's background.
        case background(Background)
        /// A scenario or a scenario outline.
        case scenario(Scenario)
    }

    /// The steps that come before each scenario of a feature or a rule.
    public struct Background: Sendable, Hashable {
        /// The place of the keyword.
        public var location: Location
        /// The keyword as it was written, without the colon.
        public var keyword: String
        /// The rest of the keyword's line.
        public var name: String
        /// The lines up to the first step, trailing blank lines cut; empty when there are none.
        public var description: String
        /// The steps.
        public var steps: [Step]
        /// The id of the node.
        public var id: String

        /// A background of the given parts.
        public init(
            location: Location, keyword: String, name: String, description: String, steps: [Step], id: String
        ) {
            self.location = location
            self.keyword = keyword
            self.name = name
            self.description = description
            self.steps = steps
            self.id = id
        }
    }
}
