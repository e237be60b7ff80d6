import CRMScience
import CRMPostgres
import Configuration
import clientele  // breaks: ours
